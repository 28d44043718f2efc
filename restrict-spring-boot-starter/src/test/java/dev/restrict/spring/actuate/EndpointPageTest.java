package dev.restrict.spring.actuate;

import dev.restrict.testing.RecordDocs;
import dev.restrict.testing.ReferencePage;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Makes docs/endpoint.md of the records that the endpoint answers. */
class EndpointPageTest {

  private static final List<Class<?>> RECORDS =
      List.of(
          RestrictDescriptor.Access.class,
          RestrictDescriptor.Port.class,
          RestrictDescriptor.Kernel.class,
          RestrictDescriptor.Descriptor.class,
          RestrictDescriptor.Violations.class,
          RestrictDescriptor.Count.class,
          RestrictDescriptor.ViolationDescriptor.class,
          RestrictDescriptor.PromiseDescriptor.class);

  private static final String HEAD =
      """
      # The endpoint

      Generated from the types that it answers. `GET` only; it changes nothing.

      | Path | Answers |
      | --- | --- |
      | `/actuator/restrict` | [everything](#everything) |
      | `/actuator/restrict/promises` | [the promises](#promises), each with its summary |
      | `/actuator/restrict/access` | [the rules for paths and ports](#access) |
      | `/actuator/restrict/violations` | [what was denied](#violations), each with an explanation |
      | `/actuator/restrict/suggestion` | [the policy as text](#texts) for `application.yml` |
      | `/actuator/restrict/seccomp-profile` | [the policy as a seccomp profile](#texts) for containers |
      | `/actuator/restrict/systemd` | [the policy as a fragment of a systemd unit](#texts) |

      Any other part is answered 404. Expose it by `management.endpoints.web.exposure.include=restrict`.

      ## What is hidden

      Paths, addresses and arguments tell of the machine. As with `env` and `configprops`,
      `management.endpoint.restrict.show-values` decides who sees them: `never` (the default), `when-authorized` (with
      `management.endpoint.restrict.roles`) or `always`. Where they are hidden, `******` stands for them. Beans of type
      `SanitizingFunction` apply to values that are shown. The keys are `restrict.access.path`, `restrict.access.given`,
      `restrict.descriptors.target`, `restrict.notices`, `restrict.violations.path`, `restrict.violations.arguments`,
      `restrict.violations.remedy`, `restrict.violations.explanation`, `restrict.suggestion` and `restrict.systemd`; the
      last two stand for the whole text.

      ## Texts

      In mode `audit` these are about the policy that is suggested by what was recorded so far, in the other modes about
      the policy in force. See [audit](audit.md).

      | Part | Content type | Where there is none |
      | --- | --- | --- |
      | `suggestion` | `text/plain`, YAML | 404 while nothing is in force; 403 where paths are hidden |
      | `seccomp-profile` | `application/json` | 404 where system calls are not filtered |
      | `systemd` | `text/plain` | 404 while nothing is in force; 403 where paths are hidden |

      ## Everything

      Constants are in lower case. What does not apply is left out.

      """;

  @Test
  void pageIsWhatTheTypesSay() throws Exception {
    RecordDocs docs = RecordDocs.of(RestrictDescriptor.class);
    StringBuilder page = new StringBuilder(HEAD);
    table(RestrictDescriptor.class, docs, page);
    page.append("\n## Promises\n\n");
    table(RestrictDescriptor.PromisesPart.class, docs, page);
    page.append("\n## Access\n\n");
    table(RestrictDescriptor.AccessPart.class, docs, page);
    page.append("\n## The types\n");
    for (Class<?> record : RECORDS) {
      page.append("\n### %s\n\n%s\n\n".formatted(record.getSimpleName(), docs.summary(record)));
      table(record, docs, page);
    }
    ReferencePage.check("endpoint.md", page.toString());
  }

  private static void table(Class<?> record, RecordDocs docs, StringBuilder page) {
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
