package dev.restrict.kernel;

import com.sun.jna.Pointer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Offsets, sizes and constants that the C half shares with Java, as {@code restrict_layout()} tells
 * them. An enum whose constants stand for them gets its values from here, by the names of its
 * constants: {@code RING_STATE} is C's {@code ring.state}, and {@code NO_ARGUMENT} is C's {@code
 * NO_ARGUMENT}.
 */
public final class SharedLayout {

  /** The group of C's names that do not belong to a field. */
  public static final String CONSTANTS = "";

  /** {@code struct named} of librestrict.c. */
  private static final int NAME_SIZE = 28;

  private static final int SIZE = 32;

  private SharedLayout() {}

  /**
   * The values of an enum's constants, in their order.
   *
   * @param groups the structures of C that the enum is for, with all their fields; or {@link
   *     #CONSTANTS}
   * @throws IllegalStateException if either side has a name that the other lacks
   */
  public static int[] values(Enum<?>[] constants, String... groups) {
    return match(exported(), Stream.of(constants).map(Enum::name).toList(), Set.of(groups));
  }

  static int[] match(Map<String, Integer> exported, List<String> names, Set<String> groups) {
    Map<String, Integer> byName = new TreeMap<>();
    exported.forEach(
        (name, value) -> {
          if (groups.contains(name.substring(0, Math.max(0, name.indexOf('.'))))) {
            byName.put(name.replace('.', '_').toUpperCase(Locale.ROOT), value);
          }
        });
    Set<String> missing = new TreeSet<>(names);
    missing.removeAll(byName.keySet());
    Set<String> unknown = new TreeSet<>(byName.keySet());
    names.forEach(unknown::remove);
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalStateException(
          "librestrict.so is of another version: it lacks %s, and %s are not known here"
              .formatted(missing, unknown));
    }
    return names.stream().mapToInt(byName::get).toArray();
  }

  private static Map<String, Integer> exported() {
    Map<String, Integer> values = new HashMap<>();
    Pointer entry = Librestrict.layout();
    for (String name = name(entry); !name.isEmpty(); name = name(entry)) {
      values.put(name, entry.getInt(NAME_SIZE));
      entry = entry.share(SIZE);
    }
    return values;
  }

  private static String name(Pointer entry) {
    StringBuilder name = new StringBuilder();
    for (byte c : entry.getByteArray(0, NAME_SIZE)) {
      if (c == 0) {
        break;
      }
      name.append((char) c);
    }
    return name.toString();
  }
}
