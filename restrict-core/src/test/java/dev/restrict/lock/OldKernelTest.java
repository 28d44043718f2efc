package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Status;
import dev.restrict.host.Machine;
import dev.restrict.machine.MachineFacts;
import dev.restrict.testing.As;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A Landlock of before ABI 3: this kernel is given a ruleset that handles only what an older one
 * knows, and judges nothing else then, as that one does.
 */
class OldKernelTest {

  private static final int O_TRUNC = 01000;

  /** Arguments: the ABI, the folder that may be written, a file outside of it, promises. */
  static final class Locks {
    public static void main(String[] args) {
      Sys.ready();
      Machine here = Machine.here();
      MachineFacts facts = here.facts();
      ProcessLock lock =
          new KernelLock(
              () ->
                  new Machine(
                      new MachineFacts(
                          facts.arch(),
                          Integer.parseInt(args[0]),
                          0,
                          facts.noLandlock(),
                          facts.noSeccomp(),
                          facts.noReferee(),
                          facts.findings()),
                      here.calls()));
      Policy.Builder policy =
          Policy.builder()
              .access(Path.of("/"), "r")
              .access(Path.of(args[1]), "crw")
              .onUnsupported(OnUnsupported.WARN);
      if (args.length > 3) {
        policy.promises(args[3]);
      }
      Status status = lock.lock(policy.build());
      Sys.say("state", status.state());
      String inside = args[1] + "/file";
      String outside = args[2];
      Sys.say("write inside", Sys.open(inside, 0101 | O_TRUNC));
      Sys.say("write outside", Sys.open(outside, 1 | O_TRUNC));
      Sys.say("truncate", Sys.answer("truncate", Sys.string(outside), 0));
      Sys.say("read and truncate", Sys.open(outside, O_TRUNC));
      Sys.say("neither and truncate", Sys.open(outside, 3 | O_TRUNC));
      Sys.say("size", outside(outside));
      Sys.say("move", Sys.answer("rename", Sys.string(inside), Sys.string(args[1] + "/sub/file")));
      Sys.say("rename", Sys.answer("rename", Sys.string(inside), Sys.string(args[1] + "/other")));
    }

    private static long outside(String file) {
      return Path.of(file).toFile().length();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, SELF, ",
    "1, NOBODY, stdio rpath wpath cpath error",
    "2, SELF, stdio rpath wpath cpath error",
    "2, NOBODY, "
  })
  void theFilterHoldsWhatLandlockDoesNotJudge(String abi, As as, String promises)
      throws IOException {
    Path inside = Files.createTempDirectory("restrict-inside");
    Path sub = Files.createDirectory(inside.resolve("sub"));
    Path outside = Files.createTempFile("restrict-outside", "");
    Files.writeString(outside, "content");
    for (Path path : new Path[] {inside, sub, outside}) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    String[] arguments = {abi, inside.toString(), outside.toString()};
    if (promises != null) {
      arguments = java.util.Arrays.copyOf(arguments, 4);
      arguments[3] = promises;
    }
    Map<String, String> facts = Facts.of(as.child(), Locks.class, arguments);
    String denied = promises == null ? "EACCES" : "ENOSYS";
    assertThat(facts)
        .containsEntry("state", "LOCKED")
        .containsEntry("write inside", "ok")
        .containsEntry("write outside", "EACCES")
        .containsEntry("truncate", "EACCES")
        .containsEntry("read and truncate", denied)
        .containsEntry("neither and truncate", denied)
        .containsEntry("size", "7")
        .containsEntry("move", abi.equals("1") ? "EXDEV" : "ok")
        .containsEntry("rename", abi.equals("1") ? "ok" : "ENOENT");
  }

  @Test
  void failLocksNothing() {
    assertThat(Facts.of(As.NOBODY.child(), Fails.class))
        .hasEntrySatisfying(
            "failure", text -> assertThat(text).contains("Landlock ABI 2", "Linux 6.2"))
        .containsEntry("passwd", "ok");
  }

  static final class Fails {
    public static void main(String[] args) {
      Machine here = Machine.here();
      MachineFacts facts = here.facts();
      MachineFacts old =
          new MachineFacts(
              facts.arch(),
              2,
              0,
              facts.noLandlock(),
              facts.noSeccomp(),
              facts.noReferee(),
              facts.findings());
      KernelLock lock = new KernelLock(() -> new Machine(old, here.calls()));
      Sys.say(
          "failure",
          Sys.failure(() -> lock.lock(Policy.builder().access(Path.of("/usr"), "r").build())));
      Sys.say("passwd", Sys.open("/etc/passwd", 0));
    }
  }
}
