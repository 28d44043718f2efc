package dev.restrict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A flood of denied calls is counted to the last one, and neither logged nor kept. */
class ViolationCountsTest {

  private static final int THREADS = 8;
  private static final int CALLS = 125_000;

  @Test
  void floodIsCountedExactly() {
    ChildJvm.Result result = ChildJvm.child().run(Flood.class);
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(result.output().lines().filter(line -> line.contains("denied: ")))
        .as("one warning a kind")
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("socket", "needs inet", "add the promise"))
        .anySatisfy(line -> assertThat(line).contains("flock", "needs flock"));
  }

  /** Runs in a JVM of its own. */
  static final class Flood {

    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;

    private Flood() {}

    public static void main(String[] arguments) throws Exception {
      Sys.ready();
      AtomicLong told = new AtomicLong();
      Restrict.addViolationListener(violation -> told.incrementAndGet());
      Restrict.syscalls("stdio error");
      flood(1_000);
      long before = used();
      flood(CALLS - 1_000);
      long after = used();
      long expected = (long) THREADS * CALLS;
      check(expected, Restrict.status().violations(), "in all");
      List<ViolationCount> counts = Restrict.counts();
      System.out.println(counts + ", dropped " + Restrict.status().dropped() + ", told " + told);
      check(expected, counts.stream().mapToLong(ViolationCount::count).sum(), "in all kinds");
      check(expected / 2, count(counts, "socket"), "of socket");
      check(expected / 2, count(counts, "flock"), "of flock");
      check(2, counts.size(), "kinds");
      check(256, Restrict.violations().size(), "records kept");
      // Listeners are told by a thread of their own, which may be behind.
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (told.get() + Restrict.status().dropped() < expected && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      check(expected, told.get() + Restrict.status().dropped(), "told or dropped");
      if (after - before > 4 << 20) {
        throw new AssertionError("the heap grew from %d to %d".formatted(before, after));
      }
    }

    private static void flood(int calls) throws InterruptedException {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Runnable call =
            i % 2 == 0
                ? () -> Sys.call("socket", AF_INET, SOCK_STREAM, 0)
                : () -> Sys.call("flock", 0, 0);
        Thread thread =
            new Thread(
                () -> {
                  for (int n = 0; n < calls; n++) {
                    call.run();
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private static long count(List<ViolationCount> counts, String syscall) {
      return counts.stream()
          .filter(kind -> kind.syscall().equals(syscall) && kind.promise().isPresent())
          .mapToLong(ViolationCount::count)
          .sum();
    }

    private static void check(long expected, long actual, String what) {
      if (expected != actual) {
        throw new AssertionError("%d %s, not %d".formatted(actual, what, expected));
      }
    }

    private static long used() throws InterruptedException {
      for (int i = 0; i < 3; i++) {
        System.gc();
        Thread.sleep(50);
      }
      Runtime runtime = Runtime.getRuntime();
      return runtime.totalMemory() - runtime.freeMemory();
    }
  }
}
