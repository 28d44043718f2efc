package dev.restrict.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restrict.AccessFlag;
import dev.restrict.AccessRule;
import dev.restrict.Mode;
import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.Status.Notice;
import dev.restrict.Status.State;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.linux.Arch;
import dev.restrict.machine.SampleFindings;
import dev.restrict.seccomp.BpfInterpreter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is planned where Landlock is older than this library asks for, or not there. */
class OldLandlockTest {

  private static final Arch ARCH = Arch.X86_64;
  private static final String ALLOW = "7fff0000";
  private static final String EACCES = "5000d";
  private static final String ENOSYS = "50026";
  private static final String KILL = "80000000";
  private static final int O_RDONLY = 0;
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int NEITHER = 3;
  private static final int O_CREAT = 0100;
  private static final int O_TRUNC = 01000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void failAsksForAbi3(int abi) {
    assertThatThrownBy(() -> plan(Policy.builder().promises("stdio rpath"), abi))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageContainingAll(
            "the kernel has Landlock ABI " + abi, "ABI 3 came with Linux 6.2", "Nothing was locked")
        .hasMessageContaining("set on-unsupported to warn");
  }

  @ParameterizedTest
  @CsvSource({"1, 0x1fff", "2, 0x3fff"})
  void warnTakesWhatThereIs(int abi, String handled) {
    LockPlan plan = plan(warn().promises("stdio rpath").access(data("rw")), abi);
    assertThat(plan.ruleset().orElseThrow().handledFs()).isEqualTo(Long.decode(handled));
    assertThat(plan.after().state()).isEqualTo(State.LOCKED);
    assertThat(texts(plan, Notice.Kind.LEFT_OUT))
        .anySatisfy(
            text ->
                assertThat(text)
                    .startsWith("LANDLOCK_ACCESS_FS_TRUNCATE is not in force")
                    .contains("the system call filter refuses truncate"));
    assertThat(texts(plan, Notice.Kind.LEFT_OUT).stream().filter(text -> text.contains("REFER")))
        .hasSize(abi == 1 ? 1 : 0)
        .allMatch(text -> text.contains("EXDEV"));
    assertThat(texts(plan, Notice.Kind.LAYER_MISSING)).isEmpty();
  }

  @Test
  void abi3NeedsNoGuard() {
    LockPlan plan = plan(warn().promises("stdio wpath").access(data("rw")), 3);
    assertThat(answer(plan, "truncate", 0x1000, 0)).isEqualTo(ALLOW);
    assertThat(plan(warn().access(data("rw")), 3).filter()).isEmpty();
  }

  @Test
  void truncatingIsRefusedWhereNotEveryPathMayBeWritten() {
    LockPlan plan = plan(warn().promises("stdio rpath wpath cpath").access(data("rw")), 2);
    assertThat(answer(plan, "truncate", 0x1000, 0)).isEqualTo(EACCES);
    assertThat(answer(plan, "ftruncate", 5, 0)).as("judged when it was opened").isEqualTo(ALLOW);
    assertOpens(plan, KILL);
    assertThat(answer(plan, "creat", 0x1000, 0600)).as("opens for writing").isEqualTo(ALLOW);
  }

  private static void assertOpens(LockPlan plan, String denied) {
    for (int create : new int[] {0, O_CREAT}) {
      for (int mode : new int[] {O_RDONLY, O_WRONLY, O_RDWR, NEITHER}) {
        boolean writes = mode == O_WRONLY || mode == O_RDWR;
        assertThat(answer(plan, "openat", -100, 0x1000, mode | create)).isEqualTo(ALLOW);
        assertThat(answer(plan, "open", 0x1000, mode | create)).isEqualTo(ALLOW);
        assertThat(answer(plan, "openat", -100, 0x1000, mode | create | O_TRUNC))
            .as("mode %d", mode)
            .isEqualTo(writes ? ALLOW : denied);
        assertThat(answer(plan, "open", 0x1000, mode | create | O_TRUNC))
            .isEqualTo(writes ? ALLOW : denied);
      }
    }
  }

  /** Promises that open for writing on their own paths only. */
  @ParameterizedTest
  @ValueSource(strings = {"stdio rpath tmppath", "stdio rpath tty"})
  void truncatingIsRefusedToPromisesWithPathsOfTheirOwn(String promises) {
    LockPlan plan = plan(warn().promises(promises), 2);
    assertThat(answer(plan, "openat", -100, 0x1000, O_RDONLY | O_TRUNC)).isEqualTo(KILL);
    assertThat(answer(plan, "openat", -100, 0x1000, NEITHER | O_TRUNC)).isEqualTo(KILL);
    assertThat(answer(plan, "openat", -100, 0x1000, O_WRONLY | O_TRUNC)).isEqualTo(ALLOW);
  }

  @Test
  void whereEveryPathMayBeWrittenThereIsNothingToHold() {
    LockPlan plan = plan(warn().promises("stdio rpath wpath"), 2);
    assertThat(answer(plan, "truncate", 0x1000, 0)).isEqualTo(ALLOW);
    assertThat(texts(plan, Notice.Kind.LEFT_OUT)).noneMatch(text -> text.contains("TRUNCATE"));
  }

  @Test
  void rulesWithoutPromisesGetAFilterOfTheirOwn() {
    LockPlan plan = plan(warn().access(data("r")), 2);
    assertThat(answer(plan, "truncate", 0x1000, 0)).isEqualTo(EACCES);
    assertOpens(plan, EACCES);
    assertThat(answer(plan, "open_by_handle_at", 3, 0x1000, O_TRUNC)).isEqualTo(EACCES);
    assertThat(answer(plan, "openat2", -100, 0x1000, 0x2000, 24)).isEqualTo(ENOSYS);
    assertThat(answer(plan, "io_uring_setup", 8, 0x1000)).isEqualTo(EACCES);
    assertThat(answer(plan, "ptrace", 0)).isEqualTo(ALLOW);
    assertThat(plan.after().promises()).isEmpty();
    assertThat(plan.after().mode()).isEmpty();
  }

  @Test
  void theGuardOfPortsHoldsItToo() {
    LockPlan plan = plan(warn().access(data("r")).port(443, "c"), 2);
    assertThat(answer(plan, "truncate", 0x1000, 0)).isEqualTo(EACCES);
    assertThat(answer(plan, "openat2", -100, 0x1000, 0x2000, 24)).isEqualTo(ENOSYS);
    assertThat(plan.after().state()).as("ports are not held").isEqualTo(State.PARTIAL);
    assertThat(texts(plan, Notice.Kind.LAYER_MISSING))
        .singleElement()
        .asString()
        .contains("port rules are not in force", "ABI 4", "the kernel has ABI 2");
  }

  @Test
  void withoutFiltersItIsNamed() {
    Policy policy = warn().access(data("r")).build();
    LockPlan plan =
        Planner.plan(
            policy,
            InForce.NOTHING,
            new SampleFindings(2).noSeccomp().facts(),
            new OneFolder(List.of()));
    assertThat(plan.filter()).isEmpty();
    assertThat(plan.after().state()).isEqualTo(State.PARTIAL);
    assertThat(texts(plan, Notice.Kind.LAYER_MISSING))
        .anySatisfy(text -> assertThat(text).contains("files can be emptied"));
  }

  @Test
  void withoutLandlockTheFilterIsAlone() {
    LockPlan plan =
        Planner.plan(
            warn().promises("stdio rpath").access(data("r")).build(),
            InForce.NOTHING,
            new SampleFindings(0).noLandlock(38).facts(),
            new OneFolder(List.of()));
    assertThat(plan.ruleset()).isEmpty();
    assertThat(plan.filter()).isPresent();
    assertThat(plan.after().state()).isEqualTo(State.PARTIAL);
    assertThat(texts(plan, Notice.Kind.LAYER_MISSING))
        .singleElement()
        .asString()
        .startsWith("paths and ports cannot be restricted: ");
  }

  @Test
  void auditDeniesNothing() {
    LockPlan plan = plan(warn().promises("stdio rpath").access(data("r")).mode(Mode.AUDIT), 2);
    assertThat(plan.after().state()).isEqualTo(State.AUDITING);
    assertThat(answer(plan, "truncate", 0x1000, 0)).isEqualTo("7fc00000");
    assertThat(texts(plan, Notice.Kind.LEFT_OUT)).noneMatch(text -> text.contains("TRUNCATE"));
  }

  private static Policy.Builder warn() {
    return Policy.builder().onUnsupported(OnUnsupported.WARN);
  }

  private static AccessRule data(String flags) {
    return new AccessRule(Path.of("/data"), Path.of("/data"), AccessFlag.parse(flags));
  }

  private static LockPlan plan(Policy.Builder policy, int abi) {
    return Planner.plan(
        policy.build(), InForce.NOTHING, new SampleFindings(abi).facts(), new OneFolder(List.of()));
  }

  private static List<String> texts(LockPlan plan, Notice.Kind kind) {
    return plan.notices().stream()
        .filter(notice -> notice.kind() == kind)
        .map(Notice::text)
        .toList();
  }

  /** What the planned filter answers. */
  private static String answer(LockPlan plan, String call, long... arguments) {
    return Long.toHexString(
        BpfInterpreter.run(
            plan.filter().orElseThrow().program(),
            ARCH.number(call),
            ARCH.audit(),
            0,
            Arrays.copyOf(arguments, 6)));
  }
}
