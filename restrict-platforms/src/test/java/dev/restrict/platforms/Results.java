package dev.restrict.platforms;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is committed of the runs in containers. */
final class Results {

  private Results() {}

  /** Each line by its setting and run. */
  static Map<String, List<String>> committed() {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    Table.read(Table.CONTAINERS)
        .rows()
        .forEach(row -> lines.put(row.get(0) + " " + row.get(1), row));
    return lines;
  }

  /** Replaces what was seen, and keeps the order of the settings. */
  static void keep(Map<String, List<String>> seen) {
    Map<String, List<String>> all = committed();
    all.putAll(seen);
    List<List<String>> rows = new ArrayList<>();
    for (Setting setting : Settings.ALL) {
      for (Run run : setting.runs()) {
        List<String> row = all.get(setting + " " + run.word());
        if (row != null) {
          rows.add(row);
        }
      }
    }
    new Table(Outcome.COLUMNS, rows).write(Table.CONTAINERS);
  }
}
