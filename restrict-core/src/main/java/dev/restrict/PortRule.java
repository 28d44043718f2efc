package dev.restrict;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A port that may be bound or connected to. Port 0 stands for the ephemeral ports that the kernel
 * chooses on bind.
 *
 * <p>For UDP, connecting includes sending a datagram to an address. An unbound socket that connects
 * or sends gets a port from the kernel, which counts as a bind to port 0, so a rule with {@code c}
 * grants that too.
 *
 * @param port 0 to 65535
 * @param flags what may be done with it; at least one
 * @param protocol of the sockets that the rule is about
 */
public record PortRule(int port, Set<PortFlag> flags, Protocol protocol) {

  /** From here on, Linux chooses ports by itself, unless it is told otherwise. */
  public static final int EPHEMERAL = 32_768;

  public PortRule {
    if (port < 0 || port > 65535) {
      throw new RestrictException("port %d is not a port; use 0 to 65535".formatted(port));
    }
    if (flags.isEmpty()) {
      throw new RestrictException(
          "port %d has no flags; use b (bind), c (connect) or bc".formatted(port));
    }
    flags = Collections.unmodifiableSet(EnumSet.copyOf(flags));
  }

  /** A rule for TCP. */
  public PortRule(int port, Set<PortFlag> flags) {
    this(port, flags, Protocol.TCP);
  }

  /**
   * A rule for TCP from letters.
   *
   * @param flags {@code b} (bind), {@code c} (connect) or both
   * @throws RestrictException if the port or the flags are not valid
   */
  public static PortRule of(int port, String flags) {
    return of(port, flags, Protocol.TCP);
  }

  /**
   * A rule from letters.
   *
   * @param flags {@code b} (bind), {@code c} (connect) or both
   * @throws RestrictException if the port or the flags are not valid
   */
  public static PortRule of(int port, String flags, Protocol protocol) {
    return new PortRule(
        port,
        PortFlag.parse(flags)
            .orElseThrow(
                () ->
                    new RestrictException(
                        "port %d: flags '%s' are not valid; use b (bind), c (connect) or bc"
                            .formatted(port, flags))),
        protocol);
  }

  /** Whether it may be bound. */
  public boolean bind() {
    return flags.contains(PortFlag.BIND);
  }

  /** Whether it may be connected to. */
  public boolean connect() {
    return flags.contains(PortFlag.CONNECT);
  }

  /**
   * What the rule takes besides: a UDP socket that is not bound gets a port from the kernel when it
   * connects or sends, and that counts as a bind to port 0.
   */
  public Optional<PortRule> autobind() {
    return protocol == Protocol.UDP && connect()
        ? Optional.of(new PortRule(0, Set.of(PortFlag.BIND), protocol))
        : Optional.empty();
  }

  /** The letters of this rule, {@code b}, {@code c} or {@code bc}. */
  public String letters() {
    return PortFlag.letters(flags);
  }
}
