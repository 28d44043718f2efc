package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.testing.As;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.LivingChild;
import dev.restrict.testing.Patience;
import dev.restrict.testing.Sys;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the JVM and its libraries only try ends nobody's service, and is seen where it can be. */
class TriedCallsTest {

  private static final int AT_FDCWD = -100;
  private static final int AT_REMOVEDIR = 0x200;

  private static void lock(String mode) {
    Restrict.lock(Policy.builder().promises("stdio inet").mode(Mode.of(mode)).build());
  }

  /** Arguments: the mode, an empty folder. */
  static final class Tries {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      InetAddress host = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      lock(args[0]);
      Sys.say("unix", Sys.answer("socket", 1, 1, 0));
      Sys.say("ping", Sys.answer("socket", 2, 3, 1));
      Sys.say("ping6", Sys.answer("socket", 10, 3, 58));
      Sys.say("netlink", Sys.answer("socket", 16, 3, 0));
      Sys.say("io_uring", Sys.answer("io_uring_setup", 8, 0));
      Sys.say("userfaultfd", Sys.answer("userfaultfd", 0));
      Sys.say("perf", Sys.answer("perf_event_open", 0, 0, -1, -1, 0));
      Sys.say("key", Sys.answer("keyctl", 0, -3, 0));
      Sys.say("deleted", Sys.failure(() -> Files.deleteIfExists(Path.of(args[1]))));
      Sys.say("folder", Sys.answer("unlinkat", AT_FDCWD, Sys.string(args[1]), AT_REMOVEDIR));
      // As root this takes a raw socket first; then a connection to port 7, which nobody serves.
      Sys.say("reachable", host.isReachable(2000));
      Sys.say("violations", Restrict.status().violations());
    }
  }

  @ParameterizedTest
  @CsvSource({"SELF, kill", "NOBODY, kill", "SELF, error", "NOBODY, error"})
  void failsAndTheServiceGoesOn(As as, String mode, @TempDir Path folder) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Map<String, String> facts = Facts.of(as.child(), Tries.class, mode, empty.toString());
    for (String name :
        new String[] {
          "unix", "ping", "ping6", "netlink", "io_uring", "userfaultfd", "perf", "key", "folder"
        }) {
      assertThat(facts).containsEntry(name, "ENOSYS");
    }
    assertThat(facts.get("deleted")).contains("Function not implemented");
    assertThat(facts).containsEntry("reachable", "true");
    assertThat(empty).exists();
    if (mode.equals("error")) {
      assertThat(Long.parseLong(facts.get("violations"))).isGreaterThanOrEqualTo(9);
    }
  }

  /** Argument: the mode. */
  static final class Serves {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      lock(args[0]);
      Sys.say("locked", ProcessHandle.current().pid());
      int read = System.in.read();
      Sys.say("unix", Sys.answer("socket", 1, 1, 0) + " after " + read);
    }
  }

  /** jcmd waits for the listener of the JVM, for ten seconds if nothing is said, and gives up. */
  @ParameterizedTest
  @EachUser
  void jcmdIsRefusedAndTheServiceGoesOn(As as) throws Exception {
    try (LivingChild child = LivingChild.start(as.child(), Serves.class, "kill")) {
      String pid = child.await("locked");
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  "-J-Dsun.tools.attach.attachTimeout=1000",
                  pid,
                  "Thread.print")
              .redirectErrorStream(true)
              .start();
      String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(jcmd.waitFor(Patience.of(Duration.ofMinutes(1)).toSeconds(), TimeUnit.SECONDS))
          .isTrue();
      assertThat(jcmd.exitValue()).as(output).isNotZero();
      assertThat(output).contains("AttachNotSupportedException");
      child.say("go on");
      assertThat(child.await("unix")).startsWith("ENOSYS");
    }
  }

  /** What no promise grants and nobody only tries still ends the process. */
  static final class Intrudes {
    public static void main(String[] args) {
      Sys.ready();
      lock("kill");
      Sys.say("raw", Sys.answer("socket", 2, 3, 255));
    }
  }

  @Test
  void anotherRawSocketIsAnIntrusion() {
    assertThat(ChildJvm.child().run(Intrudes.class).killedBySigsys()).isTrue();
  }
}
