package dev.restrict.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.restrict.AccessFlag;
import dev.restrict.Mode;
import dev.restrict.OnUnsupported;
import dev.restrict.PortRule;
import dev.restrict.Promise;
import dev.restrict.spring.lock.RuleProtocol;
import dev.restrict.spring.text.Words;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What editors know of the properties is what the code knows. */
class ConfigurationMetadataTest {

  private static JsonNode metadata;

  @BeforeAll
  static void read() throws Exception {
    metadata = RestrictMetadata.read();
  }

  @Test
  void everyPropertyIsDescribed() {
    List<JsonNode> properties =
        RestrictMetadata.stream(metadata.get("properties"))
            .filter(property -> property.get("name").asString().startsWith("restrict."))
            .toList();
    assertThat(properties)
        .extracting(property -> property.get("name").asString())
        .containsExactlyInAnyOrder(
            "restrict.enabled",
            "restrict.mode",
            "restrict.promises",
            "restrict.access",
            "restrict.ports",
            "restrict.observe-paths",
            "restrict.audit.output",
            "restrict.on-unsupported",
            "restrict.health.partial",
            "restrict.native-dir",
            "restrict.trust.certificates",
            "restrict.trust.bundle",
            "restrict.resolver",
            "restrict.resolver-options.search",
            "restrict.resolver-options.ndots",
            "restrict.resolver-options.timeout",
            "restrict.resolver-options.attempts",
            "restrict.test.lock");
    assertThat(properties)
        .allSatisfy(property -> assertThat(property.get("description").asString()).endsWith("."));
  }

  @Test
  void defaultsAreShown() {
    assertThat(
            RestrictMetadata.stream(metadata.get("properties"))
                .filter(property -> property.get("name").asString().startsWith("restrict."))
                .filter(property -> property.has("defaultValue")))
        .extracting(
            property -> property.get("name").asString(),
            property -> property.get("defaultValue").asString())
        .containsExactlyInAnyOrder(
            tuple("restrict.enabled", "true"),
            tuple("restrict.mode", "kill"),
            tuple("restrict.observe-paths", "false"),
            tuple("restrict.on-unsupported", "fail"),
            tuple("restrict.health.partial", "out-of-service"),
            tuple("restrict.resolver-options.ndots", "1"),
            tuple("restrict.resolver-options.timeout", "5s"),
            tuple("restrict.resolver-options.attempts", "2"),
            tuple("restrict.test.lock", "false"));
  }

  @Test
  void hintsForPromisesAreThePromises() {
    assertThat(hints("restrict.promises"))
        .as("hints of restrict.promises in additional-spring-configuration-metadata.json")
        .containsExactlyElementsOf(
            Arrays.stream(Promise.values())
                .map(promise -> tuple(promise.word(), promise.summary()))
                .toList());
  }

  @Test
  void hintsForModeAndOnUnsupportedAreTheConstants() {
    assertThat(values("restrict.mode"))
        .containsExactlyElementsOf(Arrays.stream(Mode.values()).map(Words::lower).toList());
    assertThat(values("restrict.on-unsupported"))
        .containsExactlyElementsOf(
            Arrays.stream(OnUnsupported.values()).map(Words::lower).toList());
    assertThat(values("restrict.health.partial"))
        .containsExactlyElementsOf(
            Arrays.stream(RestrictProperties.Health.Partial.values()).map(Words::lower).toList());
  }

  @Test
  void hintsForProtocolsAreTheConstants() {
    assertThat(values("restrict.ports.protocol"))
        .containsExactlyElementsOf(Arrays.stream(RuleProtocol.values()).map(Words::lower).toList());
  }

  @Test
  void hintsForFlagsAreValid() {
    assertThat(values("restrict.access.flags"))
        .isNotEmpty()
        .allSatisfy(
            flags -> assertThat(AccessFlag.letters(AccessFlag.parse(flags))).isEqualTo(flags));
    assertThat(values("restrict.ports.flags"))
        .isNotEmpty()
        .allSatisfy(flags -> assertThat(PortRule.of(80, flags).letters()).isEqualTo(flags));
  }

  private static List<String> values(String name) {
    return hints(name).stream().map(hint -> hint.toList().get(0).toString()).toList();
  }

  private static List<Tuple> hints(String name) {
    return RestrictMetadata.stream(metadata.get("hints"))
        .filter(hint -> is(hint, "name", name))
        .flatMap(hint -> RestrictMetadata.stream(hint.get("values")))
        .map(value -> tuple(value.get("value").asString(), value.get("description").asString()))
        .toList();
  }

  private static boolean is(JsonNode node, String field, String value) {
    return node.get(field).asString().equals(value);
  }
}
