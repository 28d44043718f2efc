package dev.restrict.promise;

import dev.restrict.AccessFlag;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the table grants on a path: the flags of an access rule, and two that only the table has.
 * {@code dev.restrict.plan} says which of Landlock's rights each of them stands for.
 */
public enum PathAccess {
  /** {@code c}: make and remove files and folders, and move them; neither links nor devices. */
  CREATE('c', AccessFlag.CREATE),
  /** {@code r}: read files and list folders. */
  READ('r', AccessFlag.READ),
  /** {@code w}: write and truncate files. */
  WRITE('w', AccessFlag.WRITE),
  /** {@code x}: execute files. */
  EXECUTE('x', AccessFlag.EXECUTE),
  /** {@code i}: {@code ioctl} on devices. */
  IOCTL('i', null),
  /** {@code d}: remove files, and nothing else. */
  REMOVE('d', null);

  private final char letter;
  private final Optional<AccessFlag> flag;

  PathAccess(char letter, @Nullable AccessFlag flag) {
    this.letter = letter;
    this.flag = Optional.ofNullable(flag);
  }

  /** The flag of an access rule that grants the same; empty if none does. */
  public Optional<AccessFlag> flag() {
    return flag;
  }

  /**
   * The access that letters stand for, as written in the table.
   *
   * @throws IllegalArgumentException if a letter is unknown or repeated
   */
  static Set<PathAccess> parse(String letters) {
    Set<PathAccess> parsed =
        Arrays.stream(values())
            .filter(access -> letters.indexOf(access.letter) >= 0)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(PathAccess.class)));
    if (parsed.size() != letters.length()) {
      throw new IllegalArgumentException("access to a path: " + letters);
    }
    return Collections.unmodifiableSet(parsed);
  }

  /** The letters of this access, in the order {@code crwxid}. */
  public static String letters(Set<PathAccess> all) {
    return all.stream()
        .sorted()
        .map(access -> String.valueOf(access.letter))
        .collect(Collectors.joining());
  }
}
