package dev.restrict.spring.lock;

import dev.restrict.Layer;
import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import dev.restrict.spring.RestrictViolationEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes {@link RestrictViolationEvent}s: a new kind at once, a known one at most once a second.
 *
 * <p>The lock tells of violations on a thread that all its listeners share, so only a flag is set
 * there. A thread of this class asks for the counts and publishes. It sleeps while nothing is
 * denied.
 */
public final class ViolationWatch implements DisposableBean {

  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private static final Log logger = LogFactory.getLog("dev.restrict");

  private final ProcessLock lock;
  private final ApplicationEventPublisher events;
  private final Map<Kind, Published> published = new HashMap<>();
  private final Set<Kind> seen = ConcurrentHashMap.newKeySet();
  private final Consumer<Violation> listener = this::tell;
  private volatile @Nullable Thread thread;
  private volatile boolean dirty;
  private volatile boolean urgent;
  private volatile boolean stopped;

  private record Kind(Layer layer, String syscall, Optional<Promise> promise) {

    static Kind of(ViolationCount count) {
      return new Kind(count.layer(), count.syscall(), count.promise());
    }

    static Kind of(Violation violation) {
      // A caller may make up any number, and those would be many kinds.
      boolean unknown = violation.syscall().startsWith("syscall_");
      return new Kind(
          violation.layer(), unknown ? "other" : violation.syscall(), violation.promise());
    }
  }

  private record Published(long count, long nanos) {}

  public ViolationWatch(ProcessLock lock, ApplicationEventPublisher events) {
    this.lock = lock;
    this.events = events;
  }

  /** Starts to watch. */
  void start() {
    if (thread == null) {
      Thread started = new Thread(this::run, "restrict-violations");
      started.setDaemon(true);
      thread = started;
      lock.addListener(listener);
      dirty = true;
      started.start();
    }
  }

  private void tell(Violation violation) {
    boolean fresh = seen.add(Kind.of(violation));
    if (fresh) {
      urgent = true;
    }
    if (fresh || !dirty) {
      dirty = true;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!stopped) {
      while (!dirty && !stopped) {
        LockSupport.park(this);
      }
      dirty = false;
      urgent = false;
      long pause = publishGuarded();
      if (pause > 0) {
        long until = System.nanoTime() + pause;
        for (long left = pause; left > 0 && !urgent && !stopped; left = until - System.nanoTime()) {
          LockSupport.parkNanos(this, left);
        }
        dirty = true;
      }
    }
  }

  /** Nothing that is asked or told may end the watch: it would say nothing any more. */
  private long publishGuarded() {
    try {
      return publish();
    } catch (RuntimeException | Error ex) {
      if (!stopped) {
        logger.warn("restrict: violations could not be published; the watch goes on", ex);
      }
      return PAUSE;
    }
  }

  /** Publishes what is due. Returns how long the rest has to wait, or 0 if there is none. */
  private long publish() {
    long now = System.nanoTime();
    long pause = 0;
    List<Violation> newest = null;
    for (ViolationCount count : lock.counts()) {
      Kind kind = Kind.of(count);
      Published last = published.get(kind);
      long more = count.count() - (last == null ? 0 : last.count());
      if (more == 0) {
        continue;
      }
      long due = last == null ? 0 : last.nanos() + PAUSE - now;
      if (due > 0) {
        pause = pause == 0 ? due : Math.min(pause, due);
        continue;
      }
      published.put(kind, new Published(count.count(), now));
      if (newest == null) {
        newest = lock.violations();
      }
      publish(new RestrictViolationEvent(this, count, more, last(newest, kind)));
    }
    return pause;
  }

  private static Optional<Violation> last(List<Violation> violations, Kind kind) {
    return violations.stream()
        .filter(violation -> Kind.of(violation).equals(kind))
        .reduce((first, second) -> second);
  }

  private void publish(RestrictViolationEvent event) {
    try {
      events.publishEvent(event);
    } catch (RuntimeException | Error ex) {
      if (!stopped) {
        logger.warn("restrict: a listener for violations failed", ex);
      }
    }
  }

  @Override
  public void destroy() {
    stopped = true;
    lock.removeListener(listener);
    Thread running = thread;
    if (running != null) {
      LockSupport.unpark(running);
    }
  }
}
