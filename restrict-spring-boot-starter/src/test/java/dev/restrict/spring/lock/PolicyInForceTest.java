package dev.restrict.spring.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Status;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Tests for {@link PolicyInForce}. */
class PolicyInForceTest {

  @Test
  void samePolicyMatchesWhateverTheOrder() {
    Policy other =
        Policy.builder()
            .port(80, "cb")
            .access(Path.of("src/../src/main"), "wr")
            .promises("rpath stdio")
            .promises("error")
            .build();
    assertThat(PolicyInForce.matches(other, Statuses.locked(policy(same -> same)))).isTrue();
  }

  @Test
  void anyDifferenceCounts() {
    assertDiffers(policy -> policy.promises("inet"));
    assertDiffers(policy -> policy.access(Path.of("src/test"), "r"));
    assertDiffers(policy -> policy.port(81, "b"));
    assertThat(
            PolicyInForce.matches(
                Policy.builder().promises("stdio").mode(Mode.ERROR).build(),
                Statuses.locked(Policy.builder().promises("stdio").build())))
        .isFalse();
    assertThat(
            PolicyInForce.matches(
                Policy.builder().access(Path.of("src"), "r").build(),
                Statuses.locked(Policy.builder().access(Path.of("src"), "rw").build())))
        .isFalse();
  }

  /** What of it this kernel, or its own promises, put in force does not matter. */
  @Test
  void whatIsEffectiveDoesNotMatter() {
    Policy policy =
        Policy.builder()
            .promises("stdio rpath")
            .access(Path.of("src"), "rwx")
            .port(80, "b")
            .build();
    Status locked = ProcessLock.rehearsal().lock(policy);
    assertThat(locked.ports()).isEmpty();
    assertThat(PolicyInForce.matches(policy, locked)).isTrue();
  }

  @Test
  void observingMoreThanIsObservedIsAnotherPolicy() {
    Policy policy = Policy.builder().promises("stdio").build();
    Policy observing = Policy.builder().promises("stdio").observePaths(true).build();
    assertThat(PolicyInForce.matches(observing, Statuses.locked(policy))).isFalse();
    assertThat(PolicyInForce.matches(policy, Statuses.locked(observing))).isTrue();
  }

  @Test
  void modeIsAboutSystemCallsAlone() {
    Policy rules = Policy.builder().access(Path.of("src"), "r").mode(Mode.ERROR).build();
    assertThat(PolicyInForce.matches(rules, Statuses.locked(rules))).isTrue();
  }

  @Test
  void auditWithoutPromisesIsAModeToo() {
    Policy audit = Policy.builder().mode(Mode.AUDIT).build();
    Policy rules = Policy.builder().access(Path.of("src"), "r").build();
    Policy auditedRules = Policy.builder().access(Path.of("src"), "r").mode(Mode.AUDIT).build();
    assertThat(PolicyInForce.matches(audit, Statuses.locked(audit))).isTrue();
    assertThat(PolicyInForce.matches(rules, Statuses.locked(auditedRules))).isFalse();
    assertThat(PolicyInForce.matches(auditedRules, Statuses.locked(rules))).isFalse();
  }

  private static void assertDiffers(UnaryOperator<Policy.Builder> change) {
    assertThat(PolicyInForce.matches(policy(change), Statuses.locked(policy(same -> same))))
        .isFalse();
    assertThat(PolicyInForce.matches(policy(same -> same), Statuses.locked(policy(change))))
        .isFalse();
  }

  private static Policy policy(UnaryOperator<Policy.Builder> change) {
    return change
        .apply(
            Policy.builder()
                .promises("stdio rpath error")
                .access(Path.of("src/main"), "rw")
                .port(80, "bc"))
        .build();
  }
}
