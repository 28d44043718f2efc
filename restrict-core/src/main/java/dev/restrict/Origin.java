package dev.restrict;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a rule in force came from.
 *
 * @param kind what kind of source
 * @param promise the promise that implies the rule; present only for {@link Kind#PROMISE}
 */
public record Origin(Kind kind, Optional<Promise> promise) {

  /** A configured access rule. */
  public static final Origin ACCESS = new Origin(Kind.ACCESS, Optional.empty());

  /** A configured port rule. */
  public static final Origin PORT = new Origin(Kind.PORT, Optional.empty());

  /**
   * What a configured UDP port rule with {@code c} takes besides its own port: a socket that is not
   * bound gets a port from the kernel when it connects or sends, and that counts as a bind to 0.
   */
  public static final Origin AUTOBIND = new Origin(Kind.AUTOBIND, Optional.empty());

  /** What the JVM itself needs, whatever is configured. */
  public static final Origin FLOOR = new Origin(Kind.FLOOR, Optional.empty());

  /** What a flag of the JVM needs, such as the folder of {@code -Xlog:gc:file=}. */
  public static final Origin JVM_FLAG = new Origin(Kind.JVM_FLAG, Optional.empty());

  /** The kinds of sources. */
  public enum Kind {
    ACCESS,
    PORT,
    AUTOBIND,
    FLOOR,
    JVM_FLAG,
    PROMISE
  }

  public Origin {
    if ((kind == Kind.PROMISE) != promise.isPresent()) {
      throw new IllegalArgumentException(kind + " " + promise);
    }
  }

  /** What a promise implies. */
  public static Origin of(Promise promise) {
    return new Origin(Kind.PROMISE, Optional.of(promise));
  }

  /**
   * {@code access}, {@code port}, {@code autobind}, {@code floor}, {@code jvm-flag}, or the word of
   * the promise.
   */
  @Override
  public String toString() {
    return promise
        .map(Promise::word)
        .orElseGet(() -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
