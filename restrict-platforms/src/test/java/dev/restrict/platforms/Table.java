package dev.restrict.platforms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of results: values separated by tabs, the first line names the columns.
 *
 * @param columns their names
 * @param rows each with as many values
 */
record Table(List<String> columns, List<List<String>> rows) {

  static final Path CONTAINERS = Path.of("results", "containers.tsv");
  static final Path KERNELS = Path.of("results", "kernels.tsv");

  Table {
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "%d values for %d columns: %s".formatted(row.size(), columns.size(), row));
      }
    }
  }

  /** Empty where there is no such file. */
  static Table read(Path file) {
    if (!Files.exists(file)) {
      return new Table(List.of(), List.of());
    }
    try {
      List<List<String>> lines =
          Files.readAllLines(file).stream().map(line -> List.of(line.split("\t", -1))).toList();
      return lines.isEmpty()
          ? new Table(List.of(), List.of())
          : new Table(lines.get(0), lines.subList(1, lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(Path file) {
    List<String> lines = new ArrayList<>();
    lines.add(String.join("\t", columns));
    rows.forEach(row -> lines.add(String.join("\t", row)));
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In Markdown. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    line(text, columns);
    line(text, columns.stream().map(column -> "---").toList());
    rows.forEach(row -> line(text, row));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells).replaceAll(" +", " ")).append(" |\n");
  }
}
