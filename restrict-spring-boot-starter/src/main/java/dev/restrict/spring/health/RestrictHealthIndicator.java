package dev.restrict.spring.health;

import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Status;
import dev.restrict.spring.RestrictProperties.Health.Partial;
import dev.restrict.spring.text.Words;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * UP when what was configured is in force, else OUT_OF_SERVICE with the reason; UNKNOWN where
 * nothing is to be locked. Whoever puts up with a missing layer may have that UP as well. A referee
 * that is gone changes nothing in that: denied calls stay denied, they are only no longer counted,
 * and the details say so.
 */
final class RestrictHealthIndicator implements HealthIndicator {

  private final ProcessLock lock;
  private final Policy policy;
  private final Partial partial;

  RestrictHealthIndicator(ProcessLock lock, Policy policy, Partial partial) {
    this.lock = lock;
    this.policy = policy;
    this.partial = partial;
  }

  @Override
  public Health health() {
    Status status = lock.status();
    Health.Builder health = judge(new Health.Builder(), status);
    status.mode().ifPresent(mode -> health.withDetail("mode", Words.lower(mode)));
    switch (status.referee()) {
      case GONE ->
          health.withDetail(
              "counting",
              "lost: the referee is gone; denied calls stay denied, but are not counted any more");
      case TRAP -> health.withDetail("counting", "incomplete: no listener could be had");
      case NONE, RUNNING -> {
        // Nothing to say.
      }
    }
    return health.build();
  }

  private Health.Builder judge(Health.Builder health, Status status) {
    if (lock.isRehearsal()) {
      return reason(health.unknown(), "rehearsal", "a test rehearses; nothing is locked");
    }
    String state = Words.lower(status.state());
    if (status.state() == Status.State.DISABLED) {
      return reason(health.unknown(), state, "Restrict.disable() was called; nothing is locked");
    }
    if (policy.isEmpty()) {
      return reason(
          health.unknown(),
          state,
          "restrict.promises, restrict.access and restrict.ports are unset");
    }
    return switch (status.state()) {
      case LOCKED -> health.up().withDetail("state", state);
      case AUDITING ->
          reason(health.up(), state, "mode audit: nothing is denied, everything is only recorded");
      case PARTIAL ->
          reason(
              accepted(health), state, "this kernel lacks a layer of the lock" + missing(status));
      case BROKEN ->
          reason(health.outOfService(), state, "the lock failed half way" + notices(status));
      case UNLOCKED, DISABLED -> {
        List<String> missing = texts(status, true);
        yield missing.isEmpty()
            ? reason(
                health.outOfService(),
                state,
                "not locked yet; the lock is made when the application is ready")
            : reason(accepted(health), state, "nothing is locked" + missing(status));
      }
    };
  }

  /** What somebody put up with who set {@code restrict.on-unsupported} to warn. */
  private Health.Builder accepted(Health.Builder health) {
    return partial == Partial.UP ? health.up() : health.outOfService();
  }

  private static Health.Builder reason(Health.Builder health, String state, String reason) {
    return health.withDetail("state", state).withDetail("reason", reason);
  }

  private static String notices(Status status) {
    return joined(texts(status, false));
  }

  private static String missing(Status status) {
    return joined(texts(status, true));
  }

  private static List<String> texts(Status status, boolean missingLayersOnly) {
    return status.notices().stream()
        .filter(notice -> !missingLayersOnly || notice.kind() == Status.Notice.Kind.LAYER_MISSING)
        .map(Status.Notice::text)
        .toList();
  }

  private static String joined(List<String> texts) {
    return texts.isEmpty() ? "" : ": " + String.join("; ", texts);
  }
}
