package dev.restrict;

import java.util.Locale;

/** What a port rule is about. */
public enum Protocol {
  /** Landlock ABI 4, Linux 6.7. */
  TCP,
  /**
   * Landlock ABI 10, Linux 7.2. On an older kernel no rule holds UDP back: it follows the promises
   * {@code inet} and {@code dns} alone.
   */
  UDP;

  /** A port of this protocol, as reports write it: {@code 443} for TCP, {@code 53/udp}. */
  public String label(int port) {
    return this == TCP ? String.valueOf(port) : port + "/" + word();
  }

  /** {@code tcp} or {@code udp}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
