package dev.restrict.spring.actuate;

import dev.restrict.AccessFlag;
import dev.restrict.AccessRule;
import dev.restrict.Layer;
import dev.restrict.Policy;
import dev.restrict.Status;
import dev.restrict.Violation;
import dev.restrict.audit.export.Export;
import dev.restrict.audit.export.Exports;
import dev.restrict.spring.lock.RecordingProcessLock;
import dev.restrict.spring.lock.Statuses;
import dev.restrict.testing.RecordDocs;
import dev.restrict.testing.ReferencePage;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Makes docs/endpoint.md of the records and the texts that the endpoint answers. */
class EndpointPageTest {

  private final StringBuilder page = new StringBuilder();

  @Test
  void pageIsWhatTheTypesSay() throws Exception {
    page.append(
        """
        # The endpoint

        Generated from what it answers. It takes `GET` alone and changes nothing.

        | Path | Answers |
        | --- | --- |
        | `/actuator/restrict` | [everything](#everything) |
        """);
    for (RestrictPart part : RestrictPart.values()) {
      page.append(
          "| `/actuator/restrict/%1$s` | [%2$s](#%1$s) |\n".formatted(part.id(), part.summary()));
    }
    for (Export export : Exports.ALL) {
      page.append(
          "| `/actuator/restrict/%s` | [%s](#texts) |\n".formatted(export.id(), export.summary()));
    }
    page.append(
        """

        Any other part is answered by 404. To expose the endpoint, set
        `management.endpoints.web.exposure.include=restrict`.

        ## What is hidden

        Paths, addresses and arguments tell about the machine. As with `env` and `configprops`,
        `management.endpoint.restrict.show-values` decides who sees them: `never` (the default), `when-authorized` (with
        `management.endpoint.restrict.roles`) or `always`. Where they are hidden, `******` takes their place. Beans of type
        `SanitizingFunction` apply to values that are shown. Their keys are:

        """);
    keys().forEach(key -> page.append("- `").append(key).append("`\n"));
    for (Export export : Exports.ALL) {
      if (export.hasPaths()) {
        page.append("- `restrict.%s`, for the whole text\n".formatted(export.id()));
      }
    }
    texts();
    page.append(
        """

        ## Everything

        Constants are in lower case. What does not apply is left out.

        """);
    table(RestrictDescriptor.class);
    Set<Class<?>> parts = new LinkedHashSet<>();
    Set<Class<?>> types = new LinkedHashSet<>();
    collect(RestrictDescriptor.class, types);
    for (RestrictPart part : RestrictPart.values()) {
      if (!types.contains(part.type())) {
        page.append(
            "\n## %s%s\n\n"
                .formatted(
                    part.id().substring(0, 1).toUpperCase(Locale.ROOT), part.id().substring(1)));
        table(part.type());
        parts.add(part.type());
        collect(part.type(), types);
      }
    }
    types.removeAll(parts);
    page.append("\n## The types\n");
    for (Class<?> type : types) {
      page.append(
          "\n### %s\n\n%s\n\n".formatted(type.getSimpleName(), RecordDocs.of(type).summary(type)));
      table(type);
    }
    ReferencePage.check("endpoint.md", page.toString());
  }

  private void texts() {
    page.append(
        """

        ## Texts

        In mode `audit` these are about the policy that is suggested by what was recorded so far, in the other modes about
        the policy in force. See [audit](audit.md).

        | Part | Content type | Where paths are hidden | Where there is none |
        | --- | --- | --- | --- |
        """);
    for (Export export : Exports.ALL) {
      page.append(
          "| `%s` | `%s` | %s | 404: %s |\n"
              .formatted(
                  export.id(),
                  export.mediaType(),
                  export.hasPaths() ? "403" : "the same",
                  export.missing()));
    }
  }

  /** The keys of what may be hidden, learnt from an answer that has everything. */
  private static Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    Values values =
        (key, value) -> {
          keys.add(key);
          return value;
        };
    RecordingProcessLock lock = lockWithEverything();
    RestrictDescriptor.of(lock, values);
    for (RestrictPart part : RestrictPart.values()) {
      part.body(lock, values);
    }
    return keys;
  }

  private static RecordingProcessLock lockWithEverything() {
    Policy policy =
        Policy.builder()
            .promises("stdio")
            .access(new AccessRule(Path.of("/link"), Path.of("/data"), AccessFlag.parse("r")))
            .build();
    Status locked = Statuses.locked(policy);
    return new RecordingProcessLock()
        .inForce(
            Statuses.with(
                locked,
                locked.kernel(),
                List.of(new Status.Descriptor(7, "/var/log/app.log", "a file")),
                Status.Referee.RUNNING,
                1,
                0,
                List.of(new Status.Notice(Status.Notice.Kind.LAYER_MISSING, "a notice"))))
        .denied(
            new Violation(
                Instant.EPOCH,
                Layer.LANDLOCK,
                "openat",
                Collections.nCopies(6, 0L),
                Optional.of("/etc/passwd"),
                1,
                1,
                "main",
                Optional.empty(),
                "add an access rule",
                true));
  }

  /** The records that a record is made of, each once. */
  private static void collect(Class<?> record, Set<Class<?>> types) {
    for (RecordComponent component : record.getRecordComponents()) {
      Type type = component.getGenericType();
      if (type instanceof ParameterizedType list) {
        type = list.getActualTypeArguments()[0];
      }
      if (type instanceof Class<?> one && one.isRecord() && types.add(one)) {
        collect(one, types);
      }
    }
  }

  private void table(Class<?> record) throws IOException {
    RecordDocs docs = RecordDocs.of(record);
    page.append("| Field | Type | What it is |\n| --- | --- | --- |\n");
    for (RecordComponent component : record.getRecordComponents()) {
      page.append(
          "| `%s` | %s%s | %s |\n"
              .formatted(
                  component.getName(),
                  RecordDocs.type(component),
                  RecordDocs.isOptional(component) ? ", may be absent" : "",
                  docs.describe(component)));
    }
  }
}
