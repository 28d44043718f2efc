package dev.restrict;

/**
 * A TCP port that may be bound or connected to. Port 0 stands for the ephemeral ports that the
 * kernel chooses on bind.
 *
 * @param port 0 to 65535
 * @param bind whether it may be bound ({@code LANDLOCK_ACCESS_NET_BIND_TCP}, Linux 6.7)
 * @param connect whether it may be connected to ({@code LANDLOCK_ACCESS_NET_CONNECT_TCP}, Linux
 *     6.7)
 */
public record PortRule(int port, boolean bind, boolean connect) {

  public PortRule {
    if (port < 0 || port > 65535) {
      throw new RestrictException("port %d is not a TCP port; use 0 to 65535".formatted(port));
    }
  }

  /**
   * A rule from letters.
   *
   * @param flags {@code b} (bind), {@code c} (connect) or both
   * @throws RestrictException if the port or the flags are not valid
   */
  public static PortRule of(int port, String flags) {
    if (!flags.matches("b|c|bc|cb")) {
      throw new RestrictException(
          "port %d: flags '%s' are not valid; use b (bind), c (connect) or bc"
              .formatted(port, flags));
    }
    return new PortRule(port, flags.contains("b"), flags.contains("c"));
  }

  /** The letters of this rule, {@code b}, {@code c} or {@code bc}. */
  public String flags() {
    return (bind ? "b" : "") + (connect ? "c" : "");
  }
}
