package dev.restrict.spring.actuate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a value is shown that tells of the machine: as it is, or as asterisks. */
@FunctionalInterface
interface Values {

  String show(String key, String value);

  default @Nullable String show(String key, Optional<?> value) {
    return value.map(present -> show(key, present.toString())).orElse(null);
  }
}
