package dev.restrict.sample.attack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * 200 threads that are older than the lock, each of which tries to read /etc/passwd. A lock that
 * reaches only the thread that makes it, or the threads born of it, leaves all of these free.
 */
@RestController
@Profile("attack")
class PoolAttack implements DisposableBean {

  private static final int SIZE = 200;
  private static final Path TARGET = Path.of("/etc/passwd");

  private final ThreadPoolExecutor pool;

  PoolAttack() {
    AtomicInteger number = new AtomicInteger();
    pool =
        (ThreadPoolExecutor)
            Executors.newFixedThreadPool(
                SIZE,
                task -> {
                  Thread thread = new Thread(task, "early-" + number.incrementAndGet());
                  thread.setDaemon(true);
                  return thread;
                });
    pool.prestartAllCoreThreads();
  }

  /**
   * What came of it.
   *
   * @param threads how many different threads tried
   * @param refused how many of them failed
   * @param succeeded how many of them read the file
   * @param outcomes the different outcomes
   */
  record PoolReport(String attack, int threads, int refused, int succeeded, Set<String> outcomes) {}

  private record Try(String thread, AttackReport report) {}

  @RequestMapping(
      path = "/attack/pool",
      method = {RequestMethod.GET, RequestMethod.POST})
  synchronized PoolReport pool() throws Exception {
    // No thread goes on before all of them are here, so each one takes exactly one task.
    CyclicBarrier together = new CyclicBarrier(SIZE);
    List<Callable<Try>> tasks = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      tasks.add(
          () -> {
            together.await(30, TimeUnit.SECONDS);
            AttackReport report =
                AttackReport.of(
                    "pool",
                    "read " + TARGET,
                    () -> "read %d bytes".formatted(Files.readAllBytes(TARGET).length));
            return new Try(Thread.currentThread().getName(), report);
          });
    }
    Set<String> threads = new TreeSet<>();
    Set<String> outcomes = new TreeSet<>();
    int succeeded = 0;
    for (Future<Try> done : pool.invokeAll(tasks)) {
      Try tried = done.get();
      threads.add(tried.thread());
      outcomes.add(tried.report().outcome());
      succeeded += tried.report().succeeded() ? 1 : 0;
    }
    return new PoolReport("pool", threads.size(), SIZE - succeeded, succeeded, outcomes);
  }

  @Override
  public void destroy() {
    pool.shutdownNow();
  }
}
