package dev.restrict.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.AccessFlag;
import dev.restrict.AccessRule;
import dev.restrict.Policy;
import dev.restrict.audit.export.PolicyYaml;
import dev.restrict.spring.RestrictProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/** What is written for application.yml is what Spring Boot reads there, whatever a file's name. */
class PolicyYamlInSpringTest {

  /** What of these this JVM can have in a path: in the locale POSIX it knows ASCII alone. */
  private static final List<String> PIECES =
      Stream.of(
              "${",
              "${",
              "#{",
              "}",
              "}",
              "{",
              "$",
              "\\",
              ":",
              "user.dir",
              "user.home:",
              "a",
              "é",
              "\"",
              "'",
              " #",
              "\n",
              "😀")
          .filter(piece -> isPath(piece))
          .toList();

  @Test
  void everyPathComesBackAsItself() throws IOException {
    Random random = new Random(17);
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      paths.add(path(random));
    }
    assertThat(bound(paths)).isEqualTo(paths);
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder("/x");
    for (int i = random.nextInt(10); i >= 0; i--) {
      path.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return path.append("z").toString();
  }

  private static List<String> bound(List<String> paths) throws IOException {
    Policy.Builder policy = Policy.builder();
    for (String path : paths) {
      policy.access(new AccessRule(Path.of(path), Path.of(path), AccessFlag.parse("r")));
    }
    byte[] yaml = PolicyYaml.of(policy.build()).getBytes(StandardCharsets.UTF_8);
    StandardEnvironment environment = new StandardEnvironment();
    new YamlPropertySourceLoader()
        .load("application.yml", new ByteArrayResource(yaml))
        .forEach(environment.getPropertySources()::addLast);
    return Binder.get(environment)
        .bind("restrict", RestrictProperties.class)
        .get()
        .access()
        .stream()
        .map(RestrictProperties.Access::path)
        .toList();
  }

  private static boolean isPath(String text) {
    try {
      return Path.of(text) != null;
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
