package dev.restrict.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names and numbers of the kernel, read from a resource. */
final class NumberTable {

  private final Map<String, Integer> numbers = new HashMap<>();
  private final SortedMap<Integer, String> names = new TreeMap<>();

  private NumberTable() {}

  /** Reads {@code name number} lines; {@code #} starts a comment line. */
  static NumberTable read(String resource) {
    NumberTable table = new NumberTable();
    try (InputStream stream = NumberTable.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + resource + " is missing from the jar");
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          table.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  private void add(String line) {
    String[] words = line.trim().split("\\s+", -1);
    int number = Integer.parseInt(words[1]);
    if (numbers.put(words[0], number) != null || names.put(number, words[0]) != null) {
      throw new IllegalStateException("twice in a table of the kernel's numbers: " + line);
    }
  }

  /** The number of this name, or null. */
  @Nullable Integer number(String name) {
    return numbers.get(name);
  }

  /** The name of this number, or null. */
  @Nullable String name(int number) {
    return names.get(number);
  }

  SortedMap<Integer, String> names() {
    return Collections.unmodifiableSortedMap(names);
  }
}
