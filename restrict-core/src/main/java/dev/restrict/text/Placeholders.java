package dev.restrict.text;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Paths that may start with a placeholder such as {@code ${user.dir}}. It is one only at the start:
 * a file may have any name, even {@code ${x}}.
 */
public final class Placeholders {

  private static final String PREFIX = "${";

  private Placeholders() {}

  /**
   * The path with its placeholder replaced by the value, or as it is if there is none or nobody
   * knows it.
   *
   * @param values what a name stands for, null for nothing: {@code System::getProperty}, say
   */
  public static String resolve(String path, Function<String, @Nullable String> values) {
    int end = end(path);
    if (end == 0) {
      return path;
    }
    String value = values.apply(path.substring(PREFIX.length(), end - 1));
    return value == null ? path : value + path.substring(end);
  }

  /**
   * The path as the value of a Spring property: the placeholder that it starts with is left to
   * Spring, and anything else that looks like one is escaped.
   *
   * <p>A dollar and a brace are a placeholder to Spring if the brace is closed, and only then is a
   * backslash before them an escape; elsewhere it is part of the name.
   */
  public static String property(String path) {
    int start = end(path);
    StringBuilder escaped = new StringBuilder(path.substring(0, start));
    String rest = path.substring(start);
    for (int i = 0; i < rest.length(); i++) {
      if (rest.startsWith(PREFIX, i) && isClosed(rest, i + PREFIX.length())) {
        escaped.append('\\');
      }
      escaped.append(rest.charAt(i));
    }
    return escaped.toString();
  }

  /** Where the placeholder that a path starts with ends; 0 if it starts with none. */
  private static int end(String path) {
    return path.startsWith(PREFIX) ? path.indexOf('}') + 1 : 0;
  }

  /** Whether the brace opened before this point is closed; pairs within are skipped. */
  private static boolean isClosed(String text, int from) {
    int open = 1;
    for (int i = from; i < text.length() && open > 0; i++) {
      char c = text.charAt(i);
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
    }
    return open == 0;
  }
}
