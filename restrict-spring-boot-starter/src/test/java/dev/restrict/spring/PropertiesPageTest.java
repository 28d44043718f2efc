package dev.restrict.spring;

import dev.restrict.testing.RecordDocs;
import dev.restrict.testing.ReferencePage;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;
import tools.jackson.databind.JsonNode;

/** Makes docs/properties.md of the configuration metadata, which is made of the sources. */
class PropertiesPageTest {

  private static final String HEAD =
      """
      # Properties

      Generated from the configuration metadata. An unknown property below `restrict` fails the start, and so does every
      value that means nothing: the message names the property, the value and what to do.
      The process ends with 255, or with 1 where Spring Boot refuses the value itself: an unknown name, or no boolean.

      | Property | Default | What it does |
      | --- | --- | --- |
      """;

  @Test
  void pageIsWhatTheMetadataSays() throws Exception {
    JsonNode metadata = RestrictMetadata.read();
    List<String> rows = new ArrayList<>();
    for (JsonNode property : metadata.get("properties")) {
      rows.add(
          row(
              property.get("name").asString(),
              property.has("defaultValue") ? property.get("defaultValue").toString() : "",
              property.get("description").asString()));
    }
    RecordDocs docs = RecordDocs.of(RestrictProperties.class);
    addElements("restrict.access[]", RestrictProperties.Access.class, docs, rows);
    addElements("restrict.ports[]", RestrictProperties.Port.class, docs, rows);
    StringBuilder page = new StringBuilder(HEAD);
    // What starts with management is at the end.
    rows.sort(
        (a, b) -> {
          boolean first = a.startsWith("| `restrict");
          return first == b.startsWith("| `restrict") ? key(a).compareTo(key(b)) : first ? -1 : 1;
        });
    rows.forEach(page::append);
    page.append("\n## Values\n");
    RestrictMetadata.stream(metadata.get("hints"))
        .filter(hint -> hint.has("values"))
        .forEach(
            hint -> {
              page.append("\n### %s\n\n".formatted(hint.get("name").asString()));
              RestrictMetadata.stream(hint.get("values"))
                  .forEach(
                      value ->
                          page.append(
                              "- `%s`%s\n"
                                  .formatted(
                                      value.get("value").asString(),
                                      value.has("description")
                                          ? ": " + value.get("description").asString()
                                          : "")));
            });
    page.append("\nWhat each promise grants is on the page [promises](promises.md).\n");
    ReferencePage.check("properties.md", page.toString());
  }

  private static void addElements(
      String list, Class<?> element, RecordDocs docs, List<String> rows) {
    // The annotation is one of parameters.
    Parameter[] parameters = element.getDeclaredConstructors()[0].getParameters();
    for (int i = 0; i < parameters.length; i++) {
      RecordComponent component = element.getRecordComponents()[i];
      String text = docs.describe(component);
      DefaultValue byDefault = parameters[i].getAnnotation(DefaultValue.class);
      rows.add(
          row(
              list + "." + component.getName(),
              byDefault == null ? "" : byDefault.value()[0],
              Character.toUpperCase(text.charAt(0))
                  + text.substring(1)
                  + (byDefault == null ? ". Required." : ".")));
    }
  }

  /** A property comes before those below it. */
  private static String key(String row) {
    return row.replace("`", " ");
  }

  private static String row(String name, String defaultValue, String description) {
    String shown = defaultValue.replace("\"", "");
    return "| `%s` | %s | %s |\n"
        .formatted(name, shown.isEmpty() ? "" : "`" + shown + "`", description.replace("|", "\\|"));
  }
}
