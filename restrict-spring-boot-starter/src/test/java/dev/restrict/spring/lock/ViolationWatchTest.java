package dev.restrict.spring.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Layer;
import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import dev.restrict.Status;
import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import dev.restrict.spring.RestrictViolationEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests for {@link ViolationWatch}. */
class ViolationWatchTest {

  private final Fake lock = new Fake();

  private final List<RestrictViolationEvent> events =
      Collections.synchronizedList(new ArrayList<>());

  private final ViolationWatch watch =
      new ViolationWatch(lock, event -> events.add((RestrictViolationEvent) event));

  @AfterEach
  void stop() {
    watch.destroy();
  }

  @Test
  void newKindIsPublishedAtOnceAlsoWhileAnotherOneWaits() {
    watch.start();
    lock.deny("socket", 1);
    await(1);
    lock.deny("socket", 5);
    long before = System.nanoTime();
    lock.deny("execve", 1);
    await(2);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(800));
    assertThat(events.get(1).getKind().syscall()).isEqualTo("execve");
    assertThat(events.get(1).getMore()).isEqualTo(1);
    assertThat(events.get(1).getNewest()).isPresent();
    await(3);
    assertThat(events.get(2).getKind())
        .isEqualTo(new ViolationCount(Layer.SECCOMP, "socket", Optional.of(Promise.INET), 6));
    assertThat(events.get(2).getMore()).isEqualTo(5);
  }

  @Test
  void kindIsPublishedAtMostOnceASecondAndNothingIsLost() throws Exception {
    watch.start();
    long end = System.nanoTime() + Duration.ofMillis(2500).toNanos();
    long calls = 0;
    while (System.nanoTime() < end) {
      lock.deny("socket", 100);
      calls += 100;
      Thread.sleep(1);
    }
    long expected = calls;
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> events.stream().mapToLong(RestrictViolationEvent::getMore).sum() == expected);
    assertThat(events).hasSizeBetween(2, 4);
  }

  @Test
  void failingListenerDoesNotEndTheWatch() {
    List<Object> seen = Collections.synchronizedList(new ArrayList<>());
    ViolationWatch failing =
        new ViolationWatch(
            lock,
            event -> {
              seen.add(event);
              throw new IllegalStateException("no");
            });
    failing.start();
    lock.deny("socket", 1);
    Awaitility.await().until(() -> seen.size() == 1);
    lock.deny("execve", 1);
    Awaitility.await().until(() -> seen.size() == 2);
    failing.destroy();
  }

  @Test
  void stoppedWatchIsForgotten() {
    watch.start();
    assertThat(lock.listeners).hasSize(1);
    watch.destroy();
    assertThat(lock.listeners).isEmpty();
    Awaitility.await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("restrict-violations")));
  }

  private void await(int count) {
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> events.size() >= count);
  }

  /** Whatever is thrown, also while the counts are asked for, the watch goes on. */
  @Test
  void anErrorDoesNotEndTheWatch() {
    lock.failures.set(1);
    watch.start();
    lock.deny("socket", 1);
    await(1);
    assertThat(lock.failures).hasValue(0);
    assertThat(events.get(0).getKind().syscall()).isEqualTo("socket");
  }

  private static final class Fake implements ProcessLock {

    private final AtomicInteger failures = new AtomicInteger();

    private final List<Consumer<Violation>> listeners =
        Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    void deny(String syscall, long calls) {
      counts.merge(syscall, calls, Long::sum);
      listeners.forEach(listener -> listener.accept(violation(syscall)));
    }

    private static Promise promise(String syscall) {
      return syscall.equals("socket") ? Promise.INET : Promise.EXEC;
    }

    private static Violation violation(String syscall) {
      return new Violation(
          Instant.now(),
          Layer.SECCOMP,
          syscall,
          List.of(),
          Optional.empty(),
          1,
          1,
          "main",
          Optional.of(promise(syscall)),
          "add it",
          true);
    }

    @Override
    public List<ViolationCount> counts() {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new AssertionError("a fault of the lock");
      }
      return counts.entrySet().stream()
          .map(
              entry ->
                  new ViolationCount(
                      Layer.SECCOMP,
                      entry.getKey(),
                      Optional.of(promise(entry.getKey())),
                      entry.getValue()))
          .toList();
    }

    @Override
    public List<Violation> violations() {
      return counts.keySet().stream().map(Fake::violation).toList();
    }

    @Override
    public void addListener(Consumer<Violation> listener) {
      listeners.add(listener);
    }

    @Override
    public void removeListener(Consumer<Violation> listener) {
      listeners.remove(listener);
    }

    @Override
    public void check(Policy policy) {}

    @Override
    public Status lock(Policy policy) {
      return Statuses.locked(policy);
    }

    @Override
    public Status status() {
      return Statuses.unlocked();
    }
  }
}
