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
import java.util.Optional;
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
    Optional<Mode> accepted = before.accepted().promises().map(all -> before.accepted().mode());
    Optional<Mode> inForce = before.mode().or(() -> accepted);
    if (inForce.isEmpty()) {
      throw new RestrictException(
          "reduce: no promises are in force (state %s); the lock is made when the application is ready, and only where"
                  .formatted(Words.lower(before.state()))
              + " restrict.promises is set");
    }
    // Where this machine filters nothing, what was accepted is what can be reduced.
    Set<Promise> had =
        before.mode().isPresent() ? before.promises() : before.accepted().promises().orElseThrow();
    Set<Promise> wider = new TreeSet<>(kept);
    wider.removeAll(had);
    if (!wider.isEmpty()) {
      throw new RestrictException(
          "reduce: promises can only be given up, not won back: %s asked for, in force are only: %s"
              .formatted(Words.list(wider), Words.list(had)));
    }
    Status status =
        lock.lock(
            Policy.builder()
                .promises(kept)
                .mode(inForce.get())
                .onUnsupported(before.accepted().onUnsupported())
                .build());
    boolean nothing = status.state() == Status.State.UNLOCKED;
    logger.info(
        "restrict: reduced from promises %s to %s%s"
            .formatted(
                Words.list(had),
                Words.list(kept),
                nothing ? "; nothing is in force on this machine" : ""));
    if (!nothing && !lock.isRehearsal()) {
      events.publishEvent(new RestrictLockedEvent(this, status));
    }
    return status;
  }
}
