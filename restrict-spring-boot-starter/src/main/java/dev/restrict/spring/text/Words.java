package dev.restrict.spring.text;

import dev.restrict.Promise;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** How values read in messages and in the log. */
public final class Words {

  private Words() {}

  /** A constant as it is written in the configuration. */
  public static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Promises as they are written in the configuration, in their own order. */
  public static String list(Collection<Promise> promises) {
    return promises.isEmpty()
        ? "none"
        : promises.stream().sorted().map(Promise::word).collect(Collectors.joining(" "));
  }

  /** A count with its noun. */
  public static String count(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
