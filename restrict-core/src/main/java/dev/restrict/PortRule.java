package dev.restrict;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A TCP port that may be bound or connected to. Port 0 stands for the ephemeral ports that the
 * kernel chooses on bind. Landlock ABI 4, Linux 6.7.
 *
 * @param port 0 to 65535
 * @param flags what may be done with it; at least one
 */
public record PortRule(int port, Set<PortFlag> flags) {

  public PortRule {
    if (port < 0 || port > 65535) {
      throw new RestrictException("port %d is not a TCP port; use 0 to 65535".formatted(port));
    }
    if (flags.isEmpty()) {
      throw new RestrictException(
          "port %d has no flags; use b (bind), c (connect) or bc".formatted(port));
    }
    flags = Collections.unmodifiableSet(EnumSet.copyOf(flags));
  }

  /**
   * A rule from letters.
   *
   * @param flags {@code b} (bind), {@code c} (connect) or both
   * @throws RestrictException if the port or the flags are not valid
   */
  public static PortRule of(int port, String flags) {
    return new PortRule(
        port,
        PortFlag.parse(flags)
            .orElseThrow(
                () ->
                    new RestrictException(
                        "port %d: flags '%s' are not valid; use b (bind), c (connect) or bc"
                            .formatted(port, flags))));
  }

  /** Whether it may be bound ({@code LANDLOCK_ACCESS_NET_BIND_TCP}). */
  public boolean bind() {
    return flags.contains(PortFlag.BIND);
  }

  /** Whether it may be connected to ({@code LANDLOCK_ACCESS_NET_CONNECT_TCP}). */
  public boolean connect() {
    return flags.contains(PortFlag.CONNECT);
  }

  /** The letters of this rule, {@code b}, {@code c} or {@code bc}. */
  public String letters() {
    return PortFlag.letters(flags);
  }
}
