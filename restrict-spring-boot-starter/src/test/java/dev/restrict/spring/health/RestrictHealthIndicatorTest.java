package dev.restrict.spring.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Status;
import dev.restrict.spring.RestrictProperties.Health.Partial;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.lock.RecordingProcessLock;
import dev.restrict.spring.lock.Statuses;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Tests for {@link RestrictHealthIndicator} and {@link RestrictInfoContributor}. */
class RestrictHealthIndicatorTest {

  private static final Policy POLICY = Policy.builder().promises("stdio error").build();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RestrictAutoConfiguration.class,
                  RestrictHealthAutoConfiguration.class,
                  RestrictInfoAutoConfiguration.class))
          .withBean(
              ProcessLock.class, () -> new RecordingProcessLock().inForce(Statuses.locked(POLICY)))
          .withPropertyValues("restrict.promises=stdio error");

  @ParameterizedTest
  @CsvSource({
    "LOCKED, UP",
    "AUDITING, UP",
    "PARTIAL, OUT_OF_SERVICE",
    "BROKEN, OUT_OF_SERVICE",
    "UNLOCKED, OUT_OF_SERVICE",
    "DISABLED, UNKNOWN"
  })
  void stateDecides(Status.State state, String code) {
    Health health = health(Statuses.in(state, Statuses.locked(POLICY)), POLICY);
    assertThat(health.getStatus().getCode()).isEqualTo(code);
    assertThat(health.getDetails()).containsEntry("state", state.name().toLowerCase(Locale.ROOT));
    if (state != Status.State.LOCKED) {
      assertThat(health.getDetails()).containsKey("reason");
    }
  }

  @Test
  void nothingConfiguredIsUnknown() {
    Health health = health(Statuses.unlocked(), Policy.builder().build());
    assertThat(health.getStatus().getCode()).isEqualTo("UNKNOWN");
    assertThat(health.getDetails().get("reason")).asString().contains("restrict.promises");
  }

  @Test
  void missingLayerIsTheReason() {
    Status locked = Statuses.locked(POLICY);
    Status partial =
        Statuses.in(
            Status.State.PARTIAL,
            Statuses.with(
                locked,
                locked.kernel(),
                List.of(),
                Status.Referee.NONE,
                0,
                0,
                List.of(
                    new Status.Notice(
                        Status.Notice.Kind.LAYER_MISSING,
                        "paths and ports cannot be restricted"))));
    assertThat(health(partial, POLICY).getDetails().get("reason"))
        .asString()
        .contains("paths and ports cannot be restricted");
  }

  @Test
  void lostRefereeKeepsUpAndSaysThatCountingIsLost() {
    Status locked = Statuses.locked(POLICY);
    Health health =
        health(
            Statuses.with(locked, locked.kernel(), List.of(), Status.Referee.GONE, 0, 0, List.of()),
            POLICY);
    assertThat(health.getStatus().getCode()).isEqualTo("UP");
    assertThat(health.getDetails().get("counting")).asString().contains("lost");
  }

  @Test
  void auditSaysThatNothingIsDenied() {
    Policy audit = Policy.builder().promises("stdio").mode(Mode.AUDIT).build();
    assertThat(health(Statuses.locked(audit), audit).getDetails().get("reason"))
        .asString()
        .contains("nothing is denied");
  }

  @Test
  void bothAreConfigured() {
    runner.run(
        context -> {
          assertThat(context.getBean("restrictHealthIndicator", HealthIndicator.class).health())
              .extracting(health -> health.getStatus().getCode())
              .isEqualTo("UP");
          Info.Builder info = new Info.Builder();
          context.getBean("restrictInfoContributor", InfoContributor.class).contribute(info);
          assertThat(info.build().get("restrict"))
              .hasToString("{state=locked, mode=error, promises=[stdio, error]}");
        });
  }

  @Test
  void bothCanBeSwitchedOff() {
    runner
        .withPropertyValues(
            "management.health.restrict.enabled=false", "management.info.restrict.enabled=false")
        .run(
            context ->
                assertThat(context)
                    .doesNotHaveBean("restrictHealthIndicator")
                    .doesNotHaveBean("restrictInfoContributor"));
  }

  @ParameterizedTest
  @CsvSource({
    "PARTIAL, UP, UP",
    "PARTIAL, OUT_OF_SERVICE, OUT_OF_SERVICE",
    "UNLOCKED, UP, UP",
    "UNLOCKED, OUT_OF_SERVICE, OUT_OF_SERVICE",
    "BROKEN, UP, OUT_OF_SERVICE"
  })
  void whoPutsUpWithAMissingLayerChooses(Status.State state, Partial partial, String code) {
    Status locked = Statuses.locked(POLICY);
    Status status =
        Statuses.in(
            state,
            Statuses.with(
                locked,
                locked.kernel(),
                List.of(),
                Status.Referee.NONE,
                0,
                0,
                List.of(
                    new Status.Notice(
                        Status.Notice.Kind.LAYER_MISSING, "paths cannot be restricted"))));
    Health health = health(status, POLICY, partial);
    assertThat(health.getStatus().getCode()).isEqualTo(code);
    assertThat(health.getDetails().get("reason")).asString().contains("paths cannot be restricted");
  }

  @Test
  void beforeTheLockNobodyIsUp() {
    assertThat(health(Statuses.unlocked(), POLICY, Partial.UP).getStatus().getCode())
        .isEqualTo("OUT_OF_SERVICE");
  }

  private static Health health(Status status, Policy policy) {
    return health(status, policy, Partial.OUT_OF_SERVICE);
  }

  private static Health health(Status status, Policy policy, Partial partial) {
    return new RestrictHealthIndicator(new RecordingProcessLock().inForce(status), policy, partial)
        .health();
  }
}
