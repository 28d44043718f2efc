package dev.restrict.spring.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.restrict.ProcessLock;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.lock.RecordingProcessLock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Every wrong value fails the start and is reported with its property, what is wrong with it, and
 * what to do.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidPropertiesTest {

  private final RecordingProcessLock lock = new RecordingProcessLock();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RestrictAutoConfiguration.class))
          .withBean(ProcessLock.class, () -> lock);

  static Stream<Arguments> wrong() {
    return Stream.of(
        row("restrict.promises[2]", "rpaht", "did you mean 'rpath'?", "Write 'rpath'")
            .with("restrict.promises[0]=stdio", "restrict.promises[1]=inet")
            .with("restrict.promises[2]=rpaht"),
        row("restrict.promises", "stdio rpaht", "'rpaht' is not a promise", "Write 'rpath'")
            .with("restrict.promises=stdio rpaht"),
        row("restrict.promises", "inte", "did you mean 'inet'?", "The promises are: stdio")
            .with("restrict.promises=stdio,inte"),
        row("restrict.promises", "STDIO", "did you mean 'stdio'?", "Write 'stdio'")
            .with("restrict.promises=STDIO"),
        row("restrict.promises", "", "names no promise", "Name at least 'stdio'")
            .with("restrict.promises="),
        row("restrict.promises", "stdio error", "restrict.mode is 'audit'", "Remove 'error'")
            .with("restrict.promises=stdio error", "restrict.mode=audit"),
        row("restrict.mode", "eror", "did you mean 'error'?", "kill, error, audit")
            .with("restrict.mode=eror"),
        row("restrict.mode", "", "is not a known value", "kill, error, audit")
            .with("restrict.mode="),
        row("restrict.on-unsupported", "wran", "did you mean 'warn'?", "fail, warn")
            .with("restrict.on-unsupported=wran"),
        row("restrict.health.partial", "donw", "is not a known value", "up, out-of-service")
            .with("restrict.health.partial=donw"),
        row("restrict.access[0].path", "/no/such/path", "cannot be resolved", "Create it")
            .with("restrict.access[0].path=/no/such/path", "restrict.access[0].flags=r"),
        row("restrict.access[0].path", "no-such", "cannot be resolved", "working directory, /")
            .with("restrict.access[0].path=no-such", "restrict.access[0].flags=r"),
        row("restrict.access[0].path", "a\0b", "is not a path", "Write a path")
            .with("restrict.access[0].path=a\0b", "restrict.access[0].flags=r"),
        row("restrict.access[0].path", null, "it is missing", "file or directory")
            .with("restrict.access[0].flags=r"),
        row("restrict.access[0].flags", null, "it is missing", "crwx")
            .with("restrict.access[0].path=src"),
        row("restrict.access[1].flags", "rq", "'q'", "'c' (create)")
            .with("restrict.access[0].path=src", "restrict.access[0].flags=r")
            .with("restrict.access[1].path=src/main", "restrict.access[1].flags=rq"),
        row("restrict.access[0].flags", "rr", "twice", "at most once")
            .with("restrict.access[0].path=src", "restrict.access[0].flags=rr"),
        row("restrict.access[1].path", "./src/main/..", "restrict.access[0].path", "Merge")
            .with("restrict.access[0].path=src", "restrict.access[0].flags=r")
            .with("restrict.access[1].path=./src/main/..", "restrict.access[1].flags=w"),
        row("restrict.ports[0].port", "65536", "not a port", "0 to 65535")
            .with("restrict.ports[0].port=65536", "restrict.ports[0].flags=b"),
        row("restrict.ports[0].port", "-1", "not a port", "0 to 65535")
            .with("restrict.ports[0].port=-1", "restrict.ports[0].flags=b"),
        row("restrict.ports[0].port", "http", "not a port", "0 to 65535")
            .with("restrict.ports[0].port=http", "restrict.ports[0].flags=b"),
        row("restrict.ports[0].port", null, "it is missing", "0 to 65535")
            .with("restrict.ports[0].flags=b"),
        row("restrict.ports[0].flags", "x", "'x'", "'b' (bind)")
            .with("restrict.ports[0].port=80", "restrict.ports[0].flags=x"),
        row("restrict.ports[0].flags", null, "it is missing", "'bc'")
            .with("restrict.ports[0].port=80"),
        row("restrict.ports[1].port", "80", "same TCP port as restrict.ports[0].port", "Merge")
            .with("restrict.ports[0].port=80", "restrict.ports[0].flags=b")
            .with("restrict.ports[1].port=80", "restrict.ports[1].flags=c"),
        row("restrict.ports[1].port", "80", "same UDP port as restrict.ports[0].port", "Merge")
            .with("restrict.ports[0].port=80", "restrict.ports[0].flags=b")
            .with("restrict.ports[0].protocol=both")
            .with("restrict.ports[1].port=80", "restrict.ports[1].flags=c")
            .with("restrict.ports[1].protocol=UDP"),
        row("restrict.ports[0].protocol", "upd", "did you mean 'udp'", "tcp, udp, both")
            .with("restrict.ports[0].port=80", "restrict.ports[0].flags=b")
            .with("restrict.ports[0].protocol=upd"),
        row("restrict.audit.output", "", "names no file", "Name a file")
            .with("restrict.mode=audit", "restrict.audit.output="),
        row("restrict.audit.output", "a\0b", "is not a path", "Write a path")
            .with("restrict.mode=audit", "restrict.audit.output=a\0b"),
        row("restrict.audit.output", "src", "src is a directory", "Name a file")
            .with("restrict.mode=audit", "restrict.audit.output=src"),
        row("restrict.audit.output", "/no/such/audit", "no directory /no/such", "Create it")
            .with("restrict.mode=audit", "restrict.audit.output=/no/such/audit"),
        row("restrict.audit.output", "pom.xml", "could not be merged", "Remove the file")
            .with("restrict.mode=audit", "restrict.audit.output=pom.xml"));
  }

  /** Values that Spring Boot itself cannot bind, and names that are no properties. */
  static Stream<Arguments> unbindable() {
    return Stream.of(
        row("restrict.enabled", "ture", "neither true nor false", "Use 'true' or 'false'")
            .with("restrict.enabled=ture"),
        row("restrict.observe-paths", "maybe", "neither true nor false", "Use 'true' or 'false'")
            .with("restrict.observe-paths=maybe"),
        row("restrict.test.lock", "real", "neither true nor false", "Use 'true' or 'false'")
            .with("restrict.test.lock=real"),
        row("restrict.promise", "stdio", "no such property", "Write restrict.promises")
            .with("restrict.promise=stdio"),
        row("restrict.modus", "kill", "no such property", "Write restrict.mode")
            .with("restrict.modus=kill"),
        row("restrict.onunsuported", "warn", "no such property", "Write restrict.on-unsupported")
            .with("restrict.onunsuported=warn"),
        row("restrict.access[0].flag", "r", "no such property", "Write restrict.access[0].flags")
            .with("restrict.access[0].path=src", "restrict.access[0].flags=r")
            .with("restrict.access[0].flag=r"),
        row("restrict.ports[0].number", "80", "no such property", "Write restrict.ports[0].")
            .with("restrict.ports[0].port=80", "restrict.ports[0].flags=b")
            .with("restrict.ports[0].number=80"));
  }

  @ParameterizedTest
  @MethodSource({"wrong", "unbindable"})
  void failedStart(
      String property,
      String value,
      String reason,
      String remedy,
      List<String> properties,
      CapturedOutput output) {
    SpringApplication application = new SpringApplication(Application.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.addInitializers(context -> lock.initialize((GenericApplicationContext) context));
    String[] arguments = properties.stream().map("--"::concat).toArray(String[]::new);
    assertThatException().isThrownBy(() -> application.run(arguments));
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(property + ": ")
        .contains(reason)
        .contains("Property: " + property)
        .contains(value == null ? "Value: none" : "Value: \"" + value + "\"");
    assertThat(output.getAll().split("Action:", 2)[1]).contains(remedy);
    assertThat(lock.locked).isEmpty();
  }

  @ParameterizedTest
  @MethodSource
  void wrong(String property, String value, String reason, String remedy, List<String> properties) {
    runner
        .withPropertyValues(properties.toArray(String[]::new))
        .run(
            context -> {
              InvalidRestrictPropertyException failure = find(context.getStartupFailure());
              assertThat(failure.property()).isEqualTo(property);
              assertThat(failure.value()).isEqualTo(value);
              assertThat(failure)
                  .hasMessageStartingWith(property + ": ")
                  .hasMessageContaining(reason);
              assertThat(failure.remedy()).contains(remedy);
              assertThat(failure.getExitCode()).isEqualTo(255);
              assertThat(lock.checked).isEmpty();
            });
  }

  private static InvalidRestrictPropertyException find(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidRestrictPropertyException found) {
        return found;
      }
    }
    throw new AssertionError("no property is blamed", failure);
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(RestrictAutoConfiguration.class)
  static class Application {}

  private static Row row(String property, String value, String reason, String remedy) {
    return new Row(property, value, reason, remedy, List.of());
  }

  private record Row(
      String property, String value, String reason, String remedy, List<String> properties)
      implements Arguments {

    Row with(String... more) {
      return new Row(
          property,
          value,
          reason,
          remedy,
          Stream.concat(properties.stream(), Stream.of(more)).toList());
    }

    @Override
    public Object[] get() {
      return arguments(property, value, reason, remedy, properties).get();
    }
  }
}
