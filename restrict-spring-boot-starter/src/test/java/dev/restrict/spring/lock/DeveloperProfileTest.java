package dev.restrict.spring.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.ProcessLock;
import dev.restrict.Status;
import dev.restrict.lock.KernelLock;
import dev.restrict.machine.Findings;
import dev.restrict.machine.OperatingSystems;
import dev.restrict.spring.RestrictLockedEvent;
import dev.restrict.spring.RestrictReducer;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.health.RestrictHealthAutoConfiguration;
import dev.restrict.spring.metrics.RestrictMetricsAutoConfiguration;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

/** The profile that the documentation has for laptops that are not Linux. */
@ExtendWith(OutputCaptureExtension.class)
class DeveloperProfileTest {

  private final List<RestrictLockedEvent> locked = new ArrayList<>();

  private ApplicationContextRunner on(String os) {
    Findings findings =
        Findings.unreachable(
            os,
            "1.0",
            "aarch64",
            OperatingSystems.unsupported(os, "aarch64", Optional.empty()).orElseThrow());
    ProcessLock lock = KernelLock.elsewhere(findings);
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                RestrictAutoConfiguration.class,
                RestrictHealthAutoConfiguration.class,
                RestrictMetricsAutoConfiguration.class))
        .withBean(ProcessLock.class, () -> lock)
        .withBean(SimpleMeterRegistry.class)
        .withInitializer(
            context ->
                context.addApplicationListener(
                    (ApplicationListener<RestrictLockedEvent>) locked::add))
        .withPropertyValues(
            "restrict.mode=error",
            "restrict.promises=stdio rpath inet",
            "restrict.access[0].path=src",
            "restrict.access[0].flags=r");
  }

  /** The lines of the page, so that what it says is what is tested. */
  private static String profile() {
    try {
      String page = Files.readString(Path.of("../docs/unsupported.md"));
      Matcher block =
          Pattern.compile("application-dev.yml.*?```yaml\n(.*?)```", Pattern.DOTALL).matcher(page);
      if (!block.find()) {
        throw new AssertionError("docs/unsupported.md has no application-dev.yml");
      }
      return block.group(1);
    } catch (IOException ex) {
      throw new UncheckedIOException(ex);
    }
  }

  private static void add(ConfigurableApplicationContext context, String yaml) {
    try {
      new YamlPropertySourceLoader()
          .load("dev", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
          .forEach(context.getEnvironment().getPropertySources()::addFirst);
    } catch (IOException ex) {
      throw new UncheckedIOException(ex);
    }
  }

  private static void ready(AssertableApplicationContext asserted) {
    ConfigurableApplicationContext context =
        asserted.getSourceApplicationContext(ConfigurableApplicationContext.class);
    context.publishEvent(
        new ApplicationReadyEvent(new SpringApplication(), new String[0], context, null));
    AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mac OS X", "Windows 11"})
  void theApplicationStartsAndNothingClaimsToBeLocked(String os, CapturedOutput output) {
    on(os)
        .withInitializer(context -> add(context, profile()))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              ready(context);
              Status status = context.getBean(ProcessLock.class).status();
              assertThat(status.state()).isEqualTo(Status.State.UNLOCKED);
              assertThat(status.mode()).isEmpty();
              assertThat(status.promises()).isEmpty();
              assertThat(status.access()).isEmpty();
              assertThat(status.threads()).isZero();
              assertThat(output)
                  .contains("restrict: NOTHING IS LOCKED", "neither paths, ports nor system calls")
                  .doesNotContain("partly locked", "0 threads");
              Health health =
                  context.getBean("restrictHealthIndicator", HealthIndicator.class).health();
              assertThat(health.getStatus().getCode()).isEqualTo("UP");
              assertThat(health.getDetails())
                  .containsEntry("state", "unlocked")
                  .doesNotContainKey("mode");
              assertThat(health.getDetails().get("reason")).asString().contains("Linux");
              SimpleMeterRegistry meters = context.getBean(SimpleMeterRegistry.class);
              context.getBean(MeterBinder.class).bindTo(meters);
              assertThat(meters.get("restrict.locked").gauge().value()).isZero();
              assertThat(meters.get("restrict.threads.covered").gauge().value()).isZero();
              assertThat(locked).isEmpty();
            });
  }

  @Test
  void reducingDoesNothingThereAndFailsNothing(CapturedOutput output) {
    on("Mac OS X")
        .withInitializer(context -> add(context, profile()))
        .run(
            context -> {
              ready(context);
              RestrictReducer reducer = context.getBean(RestrictReducer.class);
              assertThat(reducer.reduce("stdio").state()).isEqualTo(Status.State.UNLOCKED);
              assertThat(output).contains("nothing is in force on this machine");
              assertThat(locked).isEmpty();
            });
  }

  @Test
  void withoutTheProfileTheStartFailsAndSaysWhatToDo() {
    on("Mac OS X")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("this is macOS (Mac OS X)")
                    .hasStackTraceContaining("set on-unsupported to warn"));
  }
}
