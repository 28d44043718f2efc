package dev.restrict;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** A flag of an access rule, as in {@code unveil(2)}. */
public enum AccessFlag {
  /** {@code c}: create, rename, link and remove entries of the directory. */
  CREATE('c'),
  /** {@code r}: read files and list directories. */
  READ('r'),
  /** {@code w}: write and truncate files. */
  WRITE('w'),
  /** {@code x}: execute files. */
  EXECUTE('x');

  private final char letter;

  AccessFlag(char letter) {
    this.letter = letter;
  }

  /**
   * Parses flags: letters out of {@code crwx}, each at most once.
   *
   * @throws RestrictException if there is no letter, an unknown one, or a repeated one
   */
  public static Set<AccessFlag> parse(String letters) {
    Set<AccessFlag> flags = EnumSet.noneOf(AccessFlag.class);
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      AccessFlag flag = null;
      for (AccessFlag candidate : values()) {
        if (candidate.letter == letter) {
          flag = candidate;
        }
      }
      if (flag == null || !flags.add(flag)) {
        throw new RestrictException(
            "access flags '%s': %s '%c'; use each of c (create), r (read), w (write), x (execute) at most once"
                .formatted(letters, flag == null ? "unknown flag" : "twice", letter));
      }
    }
    if (flags.isEmpty()) {
      throw new RestrictException(
          "access flags are empty; give at least one of c (create), r (read), w (write), x (execute)");
    }
    return flags;
  }

  /** The letters of these flags, in the order {@code crwx}. */
  public static String letters(Set<AccessFlag> flags) {
    return flags.stream()
        .sorted()
        .map(flag -> String.valueOf(flag.letter))
        .collect(Collectors.joining());
  }
}
