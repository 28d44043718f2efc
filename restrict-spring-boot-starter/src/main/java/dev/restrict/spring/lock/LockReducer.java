package dev.restrict.spring.lock;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.spring.RestrictLockedEvent;
import dev.restrict.spring.RestrictReducer;
import dev.restrict.spring.text.Words;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.ApplicationEventPublisher;

/** Reduces what {@link ProcessLock} has in force. */
public final class LockReducer implements RestrictReducer {

  private static final Log logger = LogFactory.getLog("dev.restrict");

  private final ProcessLock lock;
  private final ApplicationEventPublisher events;

  public LockReducer(ProcessLock lock, ApplicationEventPublisher events) {
    this.lock = lock;
    this.events = events;
  }

  @Override
  public Status reduce(String promises) {
    Set<Promise> kept = Promise.parse(promises);
    kept.remove(Promise.ERROR);
    Status before = lock.status();
    if (before.mode().isEmpty()) {
      throw new RestrictException(
          "reduce: no promises are in force (state %s); the lock is made when the application is ready, and only where"
                  .formatted(Words.lower(before.state()))
              + " restrict.promises is set");
    }
    Mode mode = before.mode().get();
    Set<Promise> wider = new TreeSet<>(kept);
    wider.removeAll(before.promises());
    if (!wider.isEmpty()) {
      throw new RestrictException(
          "reduce: promises can only be given up, not won back: %s asked for, in force are only: %s"
              .formatted(Words.list(wider), Words.list(before.promises())));
    }
    Status status = lock.lock(Policy.builder().promises(kept).mode(mode).build());
    logger.info(
        "restrict: reduced from promises %s to %s"
            .formatted(Words.list(before.promises()), Words.list(status.promises())));
    if (!lock.isRehearsal()) {
      events.publishEvent(new RestrictLockedEvent(this, status));
    }
    return status;
  }
}
