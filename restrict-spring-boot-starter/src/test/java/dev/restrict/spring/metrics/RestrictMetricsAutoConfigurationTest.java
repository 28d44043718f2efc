package dev.restrict.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.restrict.Layer;
import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import dev.restrict.Violation;
import dev.restrict.spring.RestrictViolationEvent;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.lock.RecordingProcessLock;
import dev.restrict.spring.lock.Statuses;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Tests for {@link RestrictMetricsAutoConfiguration} and {@link RestrictMeterBinder}. */
class RestrictMetricsAutoConfigurationTest {

  private static final Policy POLICY = Policy.builder().promises("stdio error").build();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RestrictAutoConfiguration.class,
                  RestrictMetricsAutoConfiguration.class,
                  MetricsAutoConfiguration.class,
                  SimpleMetricsExportAutoConfiguration.class));

  @Test
  void metersReadTheLock() {
    runner
        .withBean(ProcessLock.class, RestrictMetricsAutoConfigurationTest::denying)
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(registry.get("restrict.locked").gauge().value()).isEqualTo(1);
              assertThat(registry.get("restrict.threads.covered").gauge().value()).isEqualTo(34);
              assertThat(
                      registry
                          .get("restrict.lock.duration")
                          .timeGauge()
                          .value(TimeUnit.MILLISECONDS))
                  .isEqualTo(18.2);
              assertThat(
                      registry
                          .get("restrict.violations")
                          .tag("layer", "seccomp")
                          .tag("syscall", "execve")
                          .tag("promise", "exec")
                          .tag("mode", "error")
                          .functionCounter()
                          .count())
                  .isEqualTo(2);
            });
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void kindThatHappensAgainKeepsItsMeterWithoutAWarning(CapturedOutput output) {
    RecordingProcessLock lock = denying();
    runner
        .withBean(ProcessLock.class, () -> lock)
        .run(
            context -> {
              RestrictViolationEvent again = mock(RestrictViolationEvent.class);
              when(again.getKind()).thenReturn(lock.counts().get(0));
              context.getBean(RestrictMeterBinder.class).onApplicationEvent(again);
              assertThat(
                      context
                          .getBean(MeterRegistry.class)
                          .find("restrict.violations")
                          .functionCounters())
                  .singleElement()
                  .satisfies(meter -> assertThat(meter.count()).isEqualTo(2));
            });
    assertThat(output)
        .doesNotContain("already been registered")
        .doesNotContain("already registered");
  }

  @Test
  void everyMeterIsInTheTableAndTheOtherWayRound() {
    runner
        .withBean(ProcessLock.class, RestrictMetricsAutoConfigurationTest::denying)
        .run(
            context -> {
              List<Meter> meters =
                  context.getBean(MeterRegistry.class).getMeters().stream()
                      .filter(meter -> meter.getId().getName().startsWith("restrict"))
                      .toList();
              assertThat(meters)
                  .extracting(meter -> meter.getId().getName())
                  .containsExactlyInAnyOrderElementsOf(
                      Arrays.stream(RestrictMetric.values()).map(RestrictMetric::meter).toList());
              assertThat(meters)
                  .allSatisfy(
                      meter ->
                          assertThat(Arrays.stream(RestrictMetric.values()))
                              .filteredOn(metric -> metric.meter().equals(meter.getId().getName()))
                              .allSatisfy(
                                  metric -> {
                                    assertThat(meter.getId().getTags())
                                        .extracting(tag -> tag.getKey())
                                        .containsExactlyInAnyOrderElementsOf(metric.tags());
                                    assertThat(meter.getId().getDescription())
                                        .isEqualTo(metric.description());
                                  }));
            });
  }

  @Test
  void withoutRegistryThereIsNoBinder() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                RestrictAutoConfiguration.class, RestrictMetricsAutoConfiguration.class))
        .withBean(ProcessLock.class, RecordingProcessLock::new)
        .run(context -> assertThat(context).doesNotHaveBean(RestrictMeterBinder.class));
  }

  private static RecordingProcessLock denying() {
    Violation violation =
        new Violation(
            Instant.EPOCH,
            Layer.SECCOMP,
            "execve",
            List.of(0L, 0L, 0L, 0L, 0L, 0L),
            Optional.of("/bin/sh"),
            1,
            1,
            "main",
            Optional.of(Promise.EXEC),
            "add the promise exec",
            true);
    return new RecordingProcessLock().inForce(Statuses.locked(POLICY)).denied(violation, violation);
  }
}
