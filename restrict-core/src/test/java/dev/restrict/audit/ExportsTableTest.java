package dev.restrict.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.audit.export.Export;
import dev.restrict.audit.export.Exports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Makes the table of exports in docs/audit.md; the rest of that page is written by people. */
class ExportsTableTest {

  private static final Path PAGE = Path.of("..", "docs", "audit.md");
  private static final String BEFORE = "<!-- exports -->\n";
  private static final String AFTER = "<!-- /exports -->\n";

  @Test
  void tableIsWhatTheExportsSay() throws IOException {
    String page = Files.readString(PAGE);
    String table = page.substring(page.indexOf(BEFORE) + BEFORE.length(), page.indexOf(AFTER));
    if (Boolean.getBoolean("restrict.docs.write")) {
      Files.writeString(PAGE, page.replace(BEFORE + table, BEFORE + table()));
      return;
    }
    assertThat(table)
        .as("docs/audit.md is stale; write it anew: mvn test -Drestrict.docs.write=true")
        .isEqualTo(table());
  }

  private static String table() {
    StringBuilder table =
        new StringBuilder(
            """
            | What | Command of `java -jar restrict-core.jar` | From the running application |
            | --- | --- | --- |
            """);
    for (Export export : Exports.ALL) {
      table.append(
          "| %s | %s | `/actuator/restrict/%s` |\n"
              .formatted(export.summary(), commands(export), export.id()));
    }
    return table.toString();
  }

  private static String commands(Export export) {
    return Stream.concat(Stream.of(export.id()), export.shortCommand().stream())
        .map("`%s FILE`"::formatted)
        .collect(Collectors.joining(" or "));
  }
}
