package dev.restrict;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A flag of a port rule. */
public enum PortFlag {
  /** {@code b}: bind a socket to the port. */
  BIND('b'),
  /** {@code c}: connect a socket to the port; for UDP also send to it. */
  CONNECT('c');

  private final char letter;

  PortFlag(char letter) {
    this.letter = letter;
  }

  /** The letter of a port rule, {@code b} or {@code c}. */
  public char letter() {
    return letter;
  }

  /** {@code bind} or {@code connect}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Parses flags: letters out of {@code bc}, each at most once; empty if they are not valid. */
  static Optional<Set<PortFlag>> parse(String letters) {
    Set<PortFlag> flags = EnumSet.noneOf(PortFlag.class);
    for (PortFlag flag : values()) {
      if (letters.indexOf(flag.letter) >= 0) {
        flags.add(flag);
      }
    }
    return Optional.of(flags).filter(found -> !found.isEmpty() && found.size() == letters.length());
  }

  /** The letters of these flags, in the order {@code bc}. */
  public static String letters(Set<PortFlag> flags) {
    return flags.stream()
        .sorted()
        .map(flag -> String.valueOf(flag.letter))
        .collect(Collectors.joining());
  }
}
