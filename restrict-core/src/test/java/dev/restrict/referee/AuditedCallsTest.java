package dev.restrict.referee;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.PortRule;
import dev.restrict.Restrict;
import dev.restrict.audit.suggestion.Suggestion;
import dev.restrict.testing.As;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What audit mode makes of calls that hide what they ask for, or ask for nonsense. */
class AuditedCallsTest {

  private static void audit() {
    Sys.ready();
    Restrict.lock(Policy.builder().promises("stdio").mode(Mode.AUDIT).build());
  }

  private static Suggestion suggestion() {
    return Suggestion.of(Restrict.recording().orElseThrow());
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
      Sys.say("recording", Sys.failure(Restrict::recording));
      Thread.sleep(200);
      Sys.say(
          "observer",
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().equals("restrict-observer")));
      Sys.say(
          "port",
          suggestion().ports().stream()
              .anyMatch(port -> port.rule().equals(new PortRule(9, false, true))));
    }
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void addressesOfAnyLengthLeaveTheObserverAlive(As as) {
    assertThat(Facts.of(as.child(), Addresses.class))
        .containsEntry("recording", "ok")
        .containsEntry("observer", "true")
        .containsEntry("port", "true");
  }
}
