package dev.restrict.audit.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.AccessFlag;
import dev.restrict.AccessRule;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.audit.recording.Sight;
import dev.restrict.audit.suggestion.Suggestion;
import dev.restrict.text.Placeholders;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class PolicyYamlTest {

  /** What of these this JVM can have in a path: in the locale POSIX it knows ASCII alone. */
  private static final List<String> PIECES =
      Stream.of(
              "${", "#{", "}", "{", "$", "\\", "\"", "'", "#", " #", ": ", " ", "\n", "\r", "\t",
              "%", "&", "*", "!", "|", "- ", "?", "é", "😀", "\u0085", "\u00a0", "\u2028", "\ufeff",
              "\ue000", "\uffff", "a")
          .filter(piece -> isPath(piece))
          .toList();

  private static AccessRule rule(String path) {
    return new AccessRule(Path.of(path), Path.of(path), AccessFlag.parse("r"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> read(String yaml) {
    return (Map<String, Object>) new Yaml().<Map<String, Object>>load(yaml).get("restrict");
  }

  @Test
  void aPolicyInForce() {
    Policy policy =
        Policy.builder()
            .promises("inet stdio")
            .mode(Mode.KILL)
            .access(rule("/srv/it's: #1"))
            .port(80, "b")
            .build();
    assertThat(PolicyYaml.of(policy))
        .isEqualTo(
            """
            # The policy in force.
            restrict:
              mode: kill
              promises:
                - stdio
                - inet
              access:
                - path: "/srv/it's: #1"
                  flags: r
              ports:
                - port: 80
                  flags: b
            """);
  }

  @Test
  void noPromisesAreAnEmptyListAndNotNone() {
    assertThat(read(PolicyYaml.of(Policy.builder().promises("").build())).get("promises"))
        .isEqualTo(List.of());
    assertThat(read(PolicyYaml.of(Policy.builder().port(80, "b").build())))
        .containsOnlyKeys("ports");
  }

  @Test
  void everyPathComesBackAsItself() {
    Random random = new Random(11);
    for (int i = 0; i < 5000; i++) {
      String path = path(random);
      String property = Placeholders.property(path);
      Policy inForce = Policy.builder().access(rule(path)).build();
      assertThat(read(PolicyYaml.of(inForce)).get("access"))
          .isEqualTo(List.of(Map.of("path", property, "flags", "r")));
    }
  }

  @Test
  void everySuggestedPathComesBackAsItself() {
    Random random = new Random(12);
    for (int i = 0; i < 500; i++) {
      Sight sight =
          Sight.open("/app/" + path(random).substring(1), Sight.O_WRONLY).thread("a\nb: c");
      Suggestion suggestion = Suggestion.of(Sight.recording(sight));
      assertThat(read(PolicyYaml.of(suggestion)).get("access"))
          .isEqualTo(
              suggestion.access().stream()
                  .map(
                      rule ->
                          Map.of(
                              "path",
                              Placeholders.property(rule.path()),
                              "flags",
                              AccessFlag.letters(rule.flags())))
                  .toList());
    }
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder("/x");
    for (int i = random.nextInt(8); i >= 0; i--) {
      path.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return Path.of(path.append("z").toString()).toString();
  }

  private static boolean isPath(String text) {
    try {
      return Path.of(text) != null;
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
