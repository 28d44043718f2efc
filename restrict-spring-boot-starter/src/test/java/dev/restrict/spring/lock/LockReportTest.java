package dev.restrict.spring.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Status;
import dev.restrict.Status.Notice;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Tests for {@link LockReport}. */
@ExtendWith(OutputCaptureExtension.class)
class LockReportTest {

  private static final Policy POLICY =
      Policy.builder()
          .promises("rpath stdio error")
          .access(Path.of("src/main"), "r")
          .access(Path.of("src/test"), "r")
          .port(8080, "b")
          .build();

  private final LockReport report = new LockReport();

  @Test
  void lockIsOneLine(CapturedOutput output) {
    report.locked(POLICY, Statuses.locked(POLICY));
    assertThat(output.getAll().lines())
        .singleElement()
        .asString()
        .contains("INFO")
        .contains("dev.restrict")
        .endsWith(
            "restrict: locked 34 threads in 18.2 ms: mode error, promises stdio rpath error,"
                + " 2 access rules, 1 port; kernel 6.18.0 Landlock ABI 7");
  }

  @Test
  void lockWithoutPromisesSaysSo(CapturedOutput output) {
    Policy policy = Policy.builder().access(Path.of("src/main"), "r").build();
    report.locked(policy, Statuses.locked(policy));
    assertThat(output).contains(": system calls not filtered, 1 access rule; kernel");
  }

  @Test
  void nothingConfiguredIsAWarningThatSaysWhatToAdd(CapturedOutput output) {
    report.nothingConfigured();
    assertThat(output)
        .contains("WARN")
        .contains("nothing is locked")
        .contains("restrict.promises:");
  }

  @Test
  void auditIsLoud(CapturedOutput output) {
    Policy policy = Policy.builder().promises("stdio").mode(Mode.AUDIT).build();
    report.locked(policy, Statuses.locked(policy));
    assertThat(output)
        .contains("restrict: auditing")
        .contains("WARN")
        .contains("NOTHING IS DENIED");
  }

  @Test
  void auditNeedsNoPromises(CapturedOutput output) {
    Policy policy = Policy.builder().mode(Mode.AUDIT).build();
    report.locked(policy, Statuses.locked(policy));
    assertThat(output)
        .contains("restrict: auditing 34 threads in 18.2 ms: mode audit, nothing promised; kernel")
        .contains("NOTHING IS DENIED");
  }

  @Test
  void partialLockNamesTheMissingLayer(CapturedOutput output) {
    Status.Kernel old = new Status.Kernel("Linux", "5.15.0", "amd64", 1, true, List.of());
    Status partial = Statuses.in(Status.State.PARTIAL, Statuses.locked(POLICY));
    report.locked(
        POLICY,
        Statuses.with(
            partial,
            old,
            List.of(),
            Status.Referee.RUNNING,
            0,
            0,
            List.of(
                new Notice(Notice.Kind.LAYER_MISSING, "paths cannot be restricted: no Landlock"),
                new Notice(Notice.Kind.CONFIGURATION, "a notice"))));
    assertThat(output)
        .contains("ONLY PARTLY LOCKED: paths cannot be restricted: no Landlock")
        .contains("restrict: a notice");
  }

  @Test
  void whatIsNotInForceIsNotSaidToBe(CapturedOutput output) {
    Status partial = Statuses.in(Status.State.PARTIAL, Statuses.locked(POLICY));
    Status.Kernel without = new Status.Kernel("Linux", "5.10.0", "amd64", 0, true, List.of());
    report.locked(
        POLICY,
        Statuses.with(partial, without, List.of(), Status.Referee.RUNNING, 0, 0, List.of()));
    assertThat(output)
        .contains(
            "promises stdio rpath error, 2 access rules not in force, 1 port not in force;"
                + " kernel 5.10.0 without Landlock");
  }

  @Test
  void whereNothingCouldBeLockedNothingIsSaidToBe(CapturedOutput output) {
    Status nothing = Statuses.unlocked();
    report.locked(
        POLICY,
        Statuses.with(
            nothing,
            nothing.kernel(),
            List.of(),
            Status.Referee.NONE,
            0,
            0,
            List.of(new Notice(Notice.Kind.LAYER_MISSING, "neither can be restricted"))));
    assertThat(output)
        .contains("NOTHING IS LOCKED: neither can be restricted")
        .doesNotContain("partly")
        .doesNotContain("0 threads");
  }

  @Test
  void fallbackSaysThatCountsAreIncomplete(CapturedOutput output) {
    Status status = Statuses.locked(POLICY);
    report.locked(
        POLICY,
        Statuses.with(status, status.kernel(), List.of(), Status.Referee.TRAP, 0, 0, List.of()));
    assertThat(output).contains("count is incomplete");
  }

  @Test
  void whatOnlyANewerKernelHasIsNoWarning(CapturedOutput output) {
    Status status = Statuses.locked(POLICY);
    report.locked(
        POLICY,
        Statuses.with(
            status,
            status.kernel(),
            List.of(),
            Status.Referee.RUNNING,
            0,
            0,
            List.of(
                new Notice(
                    Notice.Kind.LEFT_OUT,
                    "LANDLOCK_RESTRICT_SELF_TSYNC is not in force: it needs Landlock ABI 8"),
                new Notice(
                    Notice.Kind.CONFIGURATION,
                    "access rule data: w grants nothing without the promise wpath"))));
    assertThat(output.getAll().lines().filter(line -> line.contains("TSYNC")))
        .singleElement()
        .asString()
        .contains("INFO");
    assertThat(output.getAll().lines().filter(line -> line.contains("wpath")))
        .singleElement()
        .asString()
        .contains("WARN");
  }

  @Test
  void openDescriptorsAreNamedUpToALimit(CapturedOutput output) {
    Status status = Statuses.locked(POLICY);
    List<Status.Descriptor> open =
        IntStream.range(10, 22)
            .mapToObj(fd -> new Status.Descriptor(fd, "/var/log/app.log", "open for writing"))
            .toList();
    report.locked(
        POLICY,
        Statuses.with(status, status.kernel(), open, Status.Referee.RUNNING, 0, 0, List.of()));
    assertThat(output)
        .contains("10 /var/log/app.log (open for writing)")
        .contains("19 /var/log/app.log")
        .doesNotContain("20 /var/log/app.log")
        .contains("and 2 more");
  }

  @Test
  void disabledLibraryIsSaid(CapturedOutput output) {
    report.locked(POLICY, Statuses.in(Status.State.DISABLED, Statuses.unlocked()));
    assertThat(output).contains("WARN").contains("Restrict.disable()");
  }
}
