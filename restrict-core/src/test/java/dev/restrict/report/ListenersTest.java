package dev.restrict.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Restrict;
import dev.restrict.Violation;
import dev.restrict.testing.As;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Listeners stop nobody: not the status, not the records, not each other. */
class ListenersTest {

  static final class Slow {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Restrict.syscalls("stdio error");
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch asked = new CountDownLatch(1);
      Restrict.addViolationListener(
          violation -> {
            entered.countDown();
            await(asked);
          });
      Sys.answer("mkdir", Sys.string("/tmp/never"), 0700);
      Sys.say("entered", entered.await(60, TimeUnit.SECONDS));
      // The listener waits until all of this was answered: with a monitor held, it never would be.
      Sys.say("violations", Restrict.status().violations());
      Sys.answer("mkdir", Sys.string("/tmp/never"), 0700);
      Sys.say("then", Restrict.status().violations());
      Sys.say("counts", Restrict.counts().size());
      Sys.say("records", Restrict.violations().size());
      Sys.say("waits", asked.getCount());
      asked.countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      latch.countDown();
    }
  }

  @Test
  void aSlowListenerKeepsNobodyWaiting() {
    assertThat(Facts.of(As.NOBODY.child(), Slow.class))
        .containsEntry("entered", "true")
        .containsEntry("violations", "1")
        .containsEntry("then", "2")
        .containsEntry("counts", "1")
        .containsEntry("records", "2")
        .containsEntry("waits", "1");
  }

  static final class Throwing {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Restrict.syscalls("stdio error");
      AtomicInteger heard = new AtomicInteger();
      CountDownLatch all = new CountDownLatch(10);
      Restrict.addViolationListener(Throwing::fail);
      Restrict.addViolationListener(
          violation -> {
            heard.incrementAndGet();
            all.countDown();
          });
      for (int i = 0; i < 10; i++) {
        Sys.answer("mkdir", Sys.string("/tmp/never"), 0700);
        Thread.sleep(20);
      }
      Sys.say("all", all.await(60, TimeUnit.SECONDS));
      Sys.say("heard", heard.get());
      Sys.say("violations", Restrict.status().violations());
      Sys.say(
          "observer",
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().equals("restrict-observer")));
    }

    private static void fail(Violation violation) {
      throw new AssertionError("a listener's own fault");
    }
  }

  @Test
  void anErrorOfAListenerStopsNeitherTheOthersNorTheObserver() {
    Map<String, String> facts = Facts.of(As.NOBODY.child(), Throwing.class);
    assertThat(facts)
        .containsEntry("all", "true")
        .containsEntry("heard", "10")
        .containsEntry("violations", "10")
        .containsEntry("observer", "true");
  }
}
