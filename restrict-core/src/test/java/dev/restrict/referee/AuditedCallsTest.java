package dev.restrict.referee;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.restrict.AccessFlag;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.PortRule;
import dev.restrict.Protocol;
import dev.restrict.Restrict;
import dev.restrict.audit.suggestion.Suggestion;
import dev.restrict.testing.As;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;

/** What audit mode makes of calls that hide what they ask for, or ask for nonsense. */
class AuditedCallsTest {

  private static void audit() {
    Sys.ready();
    Restrict.lock(Policy.builder().promises("stdio").mode(Mode.AUDIT).build());
  }

  private static Suggestion suggestion() {
    return Suggestion.of(Restrict.recording().orElseThrow());
  }

  private static String rule(Suggestion suggestion, Path path) {
    return suggestion.access().stream()
        .filter(access -> path.startsWith(access.path()))
        .map(access -> AccessFlag.letters(access.flags()))
        .findFirst()
        .orElse("none");
  }

  /**
   * Every length of an address, for bind and connect: those that are too short the kernel refuses.
   */
  static final class Addresses {
    public static void main(String[] args) throws InterruptedException {
      audit();
      for (int family : new int[] {0, 1, 2, 10, 16, 0xffff}) {
        Memory address = new Memory(128);
        address.clear();
        address.setShort(0, (short) family);
        address.setShort(2, (short) 0x0900); // port 9
        for (int length = 0; length <= 128; length++) {
          for (String call : new String[] {"connect", "bind"}) {
            Sys.call(call, -1, address, length);
          }
        }
      }
      long tcp = Sys.call("socket", 2, 1, 0);
      Sys.call("connect", tcp, Sys.loopback(9), 16);
      long udp = Sys.call("socket", 2, 2, 0);
      Sys.call("sendto", udp, Sys.string("x"), 1, 0, Sys.loopback(10), 16);
      Sys.say("recording", Sys.failure(Restrict::recording));
      Thread.sleep(200);
      Sys.say(
          "observer",
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().equals("restrict-observer")));
      Sys.say(
          "port",
          suggestion().ports().stream().anyMatch(port -> port.rule().equals(PortRule.of(9, "c"))));
      Sys.say(
          "udp",
          suggestion().ports().stream()
              .filter(port -> port.rule().protocol() == Protocol.UDP)
              .map(port -> port.rule().port() + " " + port.rule().letters())
              .toList());
    }
  }

  @ParameterizedTest
  @EachUser
  void addressesOfAnyLengthLeaveTheObserverAlive(As as) {
    assertThat(Facts.of(as.child(), Addresses.class))
        .containsEntry("recording", "ok")
        .containsEntry("observer", "true")
        .containsEntry("port", "true")
        .containsEntry("udp", "[10 c]");
  }

  /** Reads and writes by openat2, whose flags are behind a pointer. */
  static final class Openat2 {
    private static final long PAGE = 0x6000_0000_0000L;
    private static final Pointer HOW = new Pointer(PAGE + 2);

    public static void main(String[] args) {
      audit();
      // Readable and writable; private, anonymous, and here.
      Sys.say("page", Sys.call("mmap", PAGE, 4096, 3, 0x10_0022, -1, 0) == PAGE);
      Path file = Path.of(args[0]);
      Sys.say("read", open(file, 0));
      Sys.say("rule to read", rule(suggestion(), file));
      Sys.say("promises to read", suggestion().words());
      Sys.say("write", open(file, 1));
      Sys.say("rule to write", rule(suggestion(), file));
      // Flags that cannot be read: the record says that it is not complete.
      long dropped = dropped();
      Sys.say("fault", Sys.answer("openat2", -100, Sys.string(file.toString()), 8, 24));
      Sys.say("lost", dropped() - dropped);
    }

    private static long dropped() {
      return Restrict.recording().orElseThrow().dropped().values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }

    private static String open(Path path, long flags) {
      // struct open_how, at an address that would be O_RDWR, were it the flags.
      HOW.setLong(0, flags);
      return Sys.answer("openat2", -100, Sys.string(path.toString()), HOW, 24);
    }
  }

  @ParameterizedTest
  @EachUser
  void flagsBehindAPointerAreRead(As as) throws IOException {
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "restrict-openat2").toRealPath();
    Path file = Files.writeString(folder.resolve("file"), "text");
    try {
      for (Path path : List.of(folder, file)) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
      }
      assertThat(Facts.of(as.child(), Openat2.class, file.toString()))
          .containsEntry("read", "ok")
          .containsEntry("rule to read", "r")
          .containsEntry("promises to read", "[rpath]")
          .containsEntry("write", "ok")
          .containsEntry("rule to write", "rw")
          .containsEntry("fault", "EFAULT")
          .containsEntry("lost", "1");
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }
}
