package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.restrict.Restrict;
import dev.restrict.Status;
import dev.restrict.testing.As;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.LivingChild;
import dev.restrict.testing.Proc;
import dev.restrict.testing.Sys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock reaches every thread of the process, whoever made it. */
class EveryThreadTest {

  private static final int POOL = 200;

  /** 200 threads before the lock; each tries afterwards. */
  static final class Pool {
    public static void main(String[] args) throws Exception {
      ExecutorService pool = Executors.newFixedThreadPool(POOL);
      String before = each(pool, () -> read("/etc/passwd")).toString();
      Restrict.syscalls("stdio error");
      Map<String, Integer> after = each(pool, () -> read("/etc/passwd"));
      Sys.say("before", before);
      Sys.say("after", after);
      Status status = Restrict.status();
      Sys.say("threads", status.threads());
      Sys.say("micros", status.lockMicros());
      Sys.say("locked", "yes");
      Sys.hear();
      pool.shutdownNow();
    }

    /** How it ended, and how many threads saw that; each thread takes exactly one part. */
    static Map<String, Integer> each(ExecutorService pool, Callable<String> action)
        throws Exception {
      CountDownLatch all = new CountDownLatch(POOL);
      List<Future<String>> futures = new ArrayList<>();
      for (int i = 0; i < POOL; i++) {
        futures.add(
            pool.submit(
                () -> {
                  all.countDown();
                  all.await();
                  return action.call();
                }));
      }
      Map<String, Integer> ends = new TreeMap<>();
      for (Future<String> future : futures) {
        ends.merge(future.get(), 1, Integer::sum);
      }
      return ends;
    }
  }

  static String read(String file) {
    return Sys.outcome(() -> Files.readAllBytes(Path.of(file)));
  }

  @ParameterizedTest
  @EachUser
  void coversTheThreadsThatWereThereBefore(As as) {
    try (LivingChild child = LivingChild.start(as.child(), Pool.class)) {
      child.await("locked");
      Map<String, String> facts = Facts.in(child.output());
      assertThat(facts)
          .containsEntry("before", "{ok=200}")
          .containsEntry("after", "{AccessDeniedException=200}");
      assertThat(Integer.parseInt(facts.get("threads"))).isGreaterThan(POOL);
      assertThat(Long.parseLong(facts.get("micros"))).isPositive();
      assertThat(child.ofThreads("Seccomp")).containsExactly("2");
      assertThat(child.ofThreads("NoNewPrivs")).containsExactly("1");
      // The collector's and the compiler's threads were among them.
      assertThat(child.ofThreads("Name")).contains("VM Thread").anyMatch(n -> n.startsWith("C2"));
      child.say("end");
      assertThat(child.exit()).isZero();
    }
  }

  /** The lock is made while several threads create others that live for a moment only. */
  static final class Storm {
    @SuppressWarnings("ThreadPriorityCheck") // it shuffles the threads and expects nothing of it
    public static void main(String[] args) throws Exception {
      Sys.ready();
      read("/etc/passwd");
      AtomicInteger created = new AtomicInteger();
      AtomicInteger readAfterLock = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      List<Thread> creators = new ArrayList<>();
      for (int c = 0; c < 4; c++) {
        Thread creator =
            new Thread(
                () -> {
                  while (!end) {
                    List<Thread> brood = new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                      Thread thread =
                          new Thread(
                              () -> {
                                boolean after = locked;
                                String outcome = read("/etc/passwd");
                                if (after && outcome.equals("ok")) {
                                  readAfterLock.incrementAndGet();
                                } else if (after) {
                                  refused.incrementAndGet();
                                }
                                if (ThreadLocalRandom.current().nextBoolean()) {
                                  Thread.yield();
                                }
                              });
                      thread.start();
                      brood.add(thread);
                      created.incrementAndGet();
                    }
                    for (Thread thread : brood) {
                      try {
                        thread.join();
                      } catch (InterruptedException e) {
                        return;
                      }
                    }
                  }
                });
        creator.start();
        creators.add(creator);
      }
      while (created.get() < 500) {
        Thread.sleep(1);
      }
      int before = created.get();
      Restrict.syscalls("stdio error");
      locked = true;
      int during = created.get();
      while (created.get() < during + 1000) {
        Thread.sleep(1);
      }
      Sys.say("seccomp", Proc.ofThreads(Path.of("/proc/self/task"), "Seccomp"));
      end = true;
      for (Thread creator : creators) {
        creator.join();
      }
      Sys.say("during", during - before);
      Sys.say("read", readAfterLock);
      Sys.say("refused", refused.get() > 100);
    }

    private static volatile boolean locked;
    private static volatile boolean end;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void coversThreadsThatAreCreatedAndEndMeanwhile(int round) {
    Map<String, String> facts =
        Facts.of(List.of(As.values()).get(round % 2).child().jvm("-Xss256k"), Storm.class);
    assertThat(facts)
        .containsEntry("read", "0")
        .containsEntry("refused", "true")
        .hasEntrySatisfying("seccomp", s -> assertThat(s).matches("\\[2(, ended)?]"));
  }

  /** Threads made by pthread_create, which the JVM did not make, one of them asleep in C. */
  static final class Native {
    interface Start extends Callback {
      Pointer callback(Pointer argument);
    }

    public static void main(String[] args) throws Exception {
      CountDownLatch running = new CountDownLatch(3);
      CountDownLatch locked = new CountDownLatch(1);
      List<String> ends = java.util.Collections.synchronizedList(new ArrayList<>());
      Start start =
          argument -> {
            running.countDown();
            try {
              locked.await();
            } catch (InterruptedException e) {
              ends.add("interrupted");
            }
            ends.add(Sys.open("/etc/passwd", 0));
            return null;
          };
      NativeLibrary libc = NativeLibrary.getInstance("c");
      List<Pointer> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Memory id = new Memory(8);
        libc.getFunction("pthread_create").invokeInt(new Object[] {id, null, start, Pointer.NULL});
        threads.add(new Pointer(id.getLong(0)));
      }
      // pause(2), without any Java frame
      Function pause = libc.getFunction("pause");
      Memory id = new Memory(8);
      libc.getFunction("pthread_create").invokeInt(new Object[] {id, null, pause, Pointer.NULL});
      running.await();
      Sys.ready();
      Restrict.syscalls("stdio error");
      locked.countDown();
      for (Pointer thread : threads) {
        libc.getFunction("pthread_join").invokeInt(new Object[] {thread, Pointer.NULL});
      }
      Sys.say("ends", ends);
      Sys.say("seccomp", Proc.ofThreads(Path.of("/proc/self/task"), "Seccomp"));
      Sys.say("nnp", Proc.ofThreads(Path.of("/proc/self/task"), "NoNewPrivs"));
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }
  }

  @Test
  void coversNativeThreads() {
    assertThat(Facts.of(As.NOBODY.child(), Native.class))
        .containsEntry("ends", "[EACCES, EACCES, EACCES]")
        .containsEntry("seccomp", "[2]")
        .containsEntry("nnp", "[1]");
  }

  /** Locks, again and again, while another thread has the collector stop the world. */
  static final class Collectors {
    public static void main(String[] args) throws Exception {
      Thread garbage =
          new Thread(
              () -> {
                while (true) {
                  byte[][] some = new byte[100][];
                  for (int i = 0; i < 10_000; i++) {
                    some[i % 100] = new byte[1000];
                  }
                  System.gc();
                }
              });
      garbage.setDaemon(true);
      garbage.start();
      for (int i = 0; i < 8; i++) {
        Restrict.syscalls("stdio rpath inet".substring(0, i < 4 ? 16 : 5) + " error");
        Sys.say("locked " + i, Restrict.status().state());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UseSerialGC", "UseParallelGC", "UseG1GC", "UseZGC"})
  void locksDuringCollections(String collector) {
    assertThat(Facts.of(As.NOBODY.child().jvm("-XX:+" + collector), Collectors.class))
        .containsEntry("locked 7", "LOCKED");
  }
}
