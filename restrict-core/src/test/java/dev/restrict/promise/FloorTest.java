package dev.restrict.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.testing.As;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;

/** What the JVM and its libraries read of the machine at any time, with no promise but stdio. */
class FloorTest {

  private static final List<String> READ =
      List.of(
          "/proc/cpuinfo", // libjpeg, on aarch64
          "/proc/meminfo",
          "/proc/self/status",
          "/sys/devices/system/cpu/possible");

  static final class Reads {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.lock(Policy.builder().promises("stdio").mode(Mode.KILL).build());
      READ.forEach(file -> Sys.say(file, Sys.open(file, 0)));
      Sys.say("/proc/version", Sys.open("/proc/version", 0));
    }
  }

  @ParameterizedTest
  @EachUser
  void machineMayBeReadAndNoMore(As as) {
    ChildJvm child = as.child();
    var facts = Facts.of(child, Reads.class);
    assertThat(READ).allSatisfy(file -> assertThat(facts).containsEntry(file, "ok"));
    assertThat(facts).containsEntry("/proc/version", "EACCES");
  }
}
