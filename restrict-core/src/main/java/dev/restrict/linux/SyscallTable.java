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

/** The names and numbers of one architecture's system calls, read from its resource. */
final class SyscallTable {

  private final Map<String, Integer> numbers = new HashMap<>();
  private final SortedMap<Integer, String> names = new TreeMap<>();

  private SyscallTable() {}

  /** Reads {@code name number} lines; {@code #} starts a comment line. */
  static SyscallTable read(String resource) {
    SyscallTable table = new SyscallTable();
    try (InputStream stream = SyscallTable.class.getResourceAsStream(resource)) {
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
    String[] words = line.trim().split("\\s+");
    int number = Integer.parseInt(words[1]);
    if (numbers.put(words[0], number) != null || names.put(number, words[0]) != null) {
      throw new IllegalStateException("twice in the table of system calls: " + line);
    }
  }

  /** The number of this call, or null. */
  Integer number(String name) {
    return numbers.get(name);
  }

  /** The name of this call, or null. */
  String name(int number) {
    return names.get(number);
  }

  SortedMap<Integer, String> names() {
    return Collections.unmodifiableSortedMap(names);
  }
}
