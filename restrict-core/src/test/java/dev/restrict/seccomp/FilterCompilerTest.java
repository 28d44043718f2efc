package dev.restrict.seccomp;

import static dev.restrict.seccomp.SpecBuilder.intIs;
import static dev.restrict.seccomp.SpecBuilder.intMasked;
import static dev.restrict.seccomp.SpecBuilder.longIs;
import static dev.restrict.seccomp.SpecBuilder.ownPid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restrict.RestrictException;
import dev.restrict.linux.Arch;
import dev.restrict.promise.ArgCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Arch.class)
class FilterCompilerTest {

  private static final Action DENIED = Action.KILL_PROCESS;

  private final Arch arch;

  FilterCompilerTest(Arch arch) {
    this.arch = arch;
  }

  @Test
  void killsForeignAbis() {
    BpfProgram program = new SpecBuilder(arch).grant("read").compile();
    int read = arch.number("read");
    assertThat(run(program, read)).isEqualTo(Action.ALLOW);
    assertThat(run(program, read | 0x4000_0000)).isEqualTo(Action.KILL_PROCESS);
    assertThat(action(BpfInterpreter.run(program, read, 0x4000_0003, 0, new long[6])))
        .isEqualTo(Action.KILL_PROCESS);
  }

  @Test
  void treatsTheNumberMinusOneAsForeignWhereABitSaysSo() {
    SpecBuilder builder = new SpecBuilder(arch).grant("read");
    builder.grantUnlisted = true;
    builder.foreign = Action.enosys();
    // Elsewhere it is a number like any that no call has: the kernel itself answers ENOSYS.
    assertThat(run(builder.compile(), -1))
        .isEqualTo(arch.foreignBits() == 0 ? Action.ALLOW : Action.enosys());
  }

  @Test
  void comparesAnIntInItsLowWordOnly() {
    BpfProgram program = new SpecBuilder(arch).grant("fcntl", intIs(1, 3)).compile();
    int fcntl = arch.number("fcntl");
    assertThat(run(program, fcntl, 0, 3)).isEqualTo(Action.ALLOW);
    assertThat(run(program, fcntl, 0, 0xdead_beef_0000_0003L)).isEqualTo(Action.ALLOW);
    assertThat(run(program, fcntl, 0, 4)).isEqualTo(DENIED);
    assertThat(run(program, fcntl, 3, 0)).isEqualTo(DENIED);
  }

  @Test
  void comparesALongWhole() {
    BpfProgram program = new SpecBuilder(arch).grant("mmap", longIs(0, 1L << 40 | 1)).compile();
    int mmap = arch.number("mmap");
    assertThat(run(program, mmap, 1L << 40 | 1)).isEqualTo(Action.ALLOW);
    assertThat(run(program, mmap, 1)).isEqualTo(DENIED);
    assertThat(run(program, mmap, 1L << 40)).isEqualTo(DENIED);
  }

  @Test
  void knowsItsOwnPid() {
    BpfProgram program = new SpecBuilder(arch).grant("kill", ownPid(0)).compile();
    int kill = arch.number("kill");
    assertThat(run(program, kill, 4711)).isEqualTo(Action.ALLOW);
    assertThat(run(program, kill, 0)).isEqualTo(DENIED);
    assertThat(run(program, kill, -4711)).isEqualTo(DENIED);
  }

  @Test
  void grantsByAnyAlternative() {
    int socket = arch.number("socket");
    BpfProgram program =
        new SpecBuilder(arch)
            .grant(socket, intIs(0, 2), intMasked(1, 0xf, 1), intIs(2, 0))
            .grant(socket, intIs(0, 10), intMasked(1, 0xf, 1), intIs(2, 6))
            .grant(socket, intIs(0, 2), intMasked(1, 0xf, 2))
            .compile();
    assertThat(run(program, socket, 2, 0x80801, 0)).isEqualTo(Action.ALLOW);
    assertThat(run(program, socket, 2, 0x80801, 6)).isEqualTo(DENIED);
    assertThat(run(program, socket, 10, 1, 6)).isEqualTo(Action.ALLOW);
    assertThat(run(program, socket, 10, 2, 6)).isEqualTo(DENIED);
    assertThat(run(program, socket, 2, 2, 99)).isEqualTo(Action.ALLOW);
    assertThat(run(program, socket, 1, 1, 0)).isEqualTo(DENIED);
  }

  @Test
  void answersFixedCallsWhateverIsGranted() {
    BpfProgram program =
        new SpecBuilder(arch).grant("clone3").fix("clone3", Action.enosys()).compile();
    assertThat(run(program, arch.number("clone3"))).isEqualTo(Action.enosys());
  }

  @Test
  void observesOnlyWhatIsGranted() {
    SpecBuilder builder =
        new SpecBuilder(arch).grant("openat", intMasked(2, 3, 0)).denial(new Denial.Plain(DENIED));
    builder.observed.add(arch.number("openat"));
    builder.observed.add(arch.number("unlinkat"));
    BpfProgram program = builder.compile();
    assertThat(run(program, arch.number("openat"), 0, 0, 0)).isEqualTo(Action.USER_NOTIF);
    assertThat(run(program, arch.number("openat"), 0, 0, 1)).isEqualTo(DENIED);
    assertThat(run(program, arch.number("unlinkat"))).isEqualTo(DENIED);
  }

  @Test
  void trapsOnlyCallsFromTheProcessesOwnCode() {
    IpRange low = new IpRange(0x0040_0000, 0x0050_0000);
    IpRange acrossWords = new IpRange(0x7ffe_ffff_f000L, 0x7fff_0000_1000L);
    IpRange severalWords = new IpRange(0x1_8000_0000L, 0x4_8000_0000L);
    IpRange vsyscall = new IpRange(0xffff_ffff_ff60_0000L, 0xffff_ffff_ff60_1000L);
    int clone = arch.number("clone");
    BpfProgram program =
        new SpecBuilder(arch)
            .grant("read")
            .denial(
                new Denial.Trap(
                    List.of(acrossWords, low, severalWords, vsyscall),
                    Action.TRAP,
                    Action.enosys(),
                    Set.of(clone)))
            .compile();
    for (IpRange range : List.of(low, acrossWords, severalWords, vsyscall)) {
      assertThat(runAt(program, 1, range.start() - 1)).isEqualTo(Action.enosys());
      assertThat(runAt(program, 1, range.start())).isEqualTo(Action.TRAP);
      assertThat(runAt(program, 1, range.end() - 1)).isEqualTo(Action.TRAP);
      assertThat(runAt(program, 1, range.end())).isEqualTo(Action.enosys());
      assertThat(runAt(program, clone, range.start())).isEqualTo(Action.enosys());
      assertThat(runAt(program, arch.number("read"), range.end())).isEqualTo(Action.ALLOW);
    }
    for (long ip : new long[] {0x7fff_0000_0000L, 0x2_0000_0000L, 0x3_ffff_ffffL}) {
      assertThat(runAt(program, 1, ip)).isEqualTo(Action.TRAP);
    }
    for (long ip : new long[] {0, 0x1_0045_0000L, 0x7ffe_0000_0800L, -1L}) {
      assertThat(runAt(program, 1, ip)).isEqualTo(Action.enosys());
    }
  }

  @Test
  void trapsNothingWithoutCodeOfItsOwn() {
    BpfProgram program =
        new SpecBuilder(arch)
            .denial(new Denial.Trap(List.of(), Action.TRAP, Action.enosys(), Set.of()))
            .compile();
    assertThat(runAt(program, 1, 0x7fff_0000_0000L)).isEqualTo(Action.enosys());
  }

  @Test
  void refusesAFewWhereUnlistedCallsAreGranted() {
    SpecBuilder builder = new SpecBuilder(arch).fix("ptrace", Action.errno(1));
    builder.grantUnlisted = true;
    builder.grants.put(arch.number("keyctl"), List.of());
    BpfProgram program = builder.compile();
    assertThat(run(program, arch.number("ptrace"))).isEqualTo(Action.errno(1));
    assertThat(run(program, arch.number("keyctl"))).isEqualTo(DENIED);
    assertThat(run(program, arch.number("read"))).isEqualTo(Action.ALLOW);
    assertThat(run(program, 0x3fff_ffff)).isEqualTo(Action.ALLOW);
  }

  @Test
  void isNoLongerThanItMustBe() {
    // Architecture, number, x32 bit where there is one, and one comparison for a range that starts
    // at 0.
    int foreign = arch.foreignBits() == 0 ? 0 : 1;
    BpfProgram program = new SpecBuilder(arch).grant(0).grant(1).grant(2).compile();
    assertThat(program.size()).isEqualTo(6 + foreign);
    // Adjacent numbers with the same checks share both the range and the code.
    BpfProgram checked =
        new SpecBuilder(arch).grant(0, intIs(0, 1)).grant(1, intIs(0, 1)).compile();
    assertThat(checked.size()).isEqualTo(8 + foreign);
  }

  @Test
  void loadsAWordOnceForAllAlternatives() {
    SpecBuilder builder = new SpecBuilder(arch);
    for (int request = 0x5401; request < 0x5401 + 40; request += 2) {
      builder.grant("ioctl", intIs(1, request));
    }
    long[] args = {0, 0x5401 + 38, 0, 0, 0, 0};
    BpfInterpreter.Trace trace =
        BpfInterpreter.trace(builder.compile(), arch.number("ioctl"), arch.audit(), 0, args);
    assertThat(action(trace.answer())).isEqualTo(Action.ALLOW);
    assertThat(trace.loads()).isEqualTo(3);
    assertThat(trace.steps()).isLessThanOrEqualTo(14);
  }

  @Test
  void reachesEveryUnconditionalCallInLogarithmicTime() {
    SpecBuilder builder = new SpecBuilder(arch);
    // The worst case: every other number is granted, and checks in between make the jumps long.
    for (int nr = 0; nr < 470; nr += 2) {
      builder.grant(nr);
      builder.grant(nr + 1, intIs(0, nr), intMasked(1, 0xff, 7));
    }
    BpfProgram program = builder.compile();
    assertThat(program.size()).isGreaterThan(900);
    int ranges = 471;
    int bound = 2 + 2 * ceilLog2(ranges) + 3;
    for (int nr = 0; nr < 470; nr += 2) {
      BpfInterpreter.Trace trace = BpfInterpreter.trace(program, nr, arch.audit(), 0, new long[6]);
      assertThat(action(trace.answer())).isEqualTo(Action.ALLOW);
      assertThat(trace.loads()).isEqualTo(2);
      assertThat(trace.steps()).as("call %d", nr).isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void needsNoLongJumpsForUnconditionalCalls() {
    SpecBuilder builder = new SpecBuilder(arch);
    for (int nr = 0; nr < 470; nr += 2) {
      builder.grant(nr);
    }
    BpfProgram program = builder.compile();
    for (int nr = 0; nr < 480; nr++) {
      BpfInterpreter.Trace trace = BpfInterpreter.trace(program, nr, arch.audit(), 0, new long[6]);
      assertThat(trace.steps()).isLessThanOrEqualTo(5 + ceilLog2(470));
    }
  }

  @Test
  void refusesMoreThanTheKernelTakes() {
    SpecBuilder builder = new SpecBuilder(arch);
    for (int nr = 0; nr < 400; nr++) {
      for (int value = 0; value < 10; value++) {
        builder.grant(nr, intIs(0, nr * 1000 + value * 2));
      }
    }
    assertThatThrownBy(builder::compile)
        .isInstanceOf(RestrictException.class)
        .hasMessageContaining("4096");
  }

  @Test
  void compilesUpToTheLimitAndAnswersRightThere() {
    // Each call costs a little less than 10 instructions.
    SpecBuilder builder = new SpecBuilder(arch);
    for (int nr = 0; nr < 400; nr++) {
      ArgCheck[] checks = {longIs(0, ((7L * nr) << 20) | nr), intIs(2, nr)};
      builder.grant(nr, checks);
    }
    BpfProgram program = builder.compile();
    assertThat(program.size()).isBetween(2500, 4096);
    for (int nr = 0; nr < 400; nr++) {
      assertThat(run(program, nr, ((7L * nr) << 20) | nr, 0, nr)).isEqualTo(Action.ALLOW);
      assertThat(run(program, nr, ((7L * nr) << 20) | nr, 0, nr + 1)).isEqualTo(DENIED);
      assertThat(run(program, nr, nr, 0, nr + 1)).isEqualTo(DENIED);
    }
  }

  @Test
  void tellsAdjacentValuesApartWhateverTheirOrder() {
    SpecBuilder builder = new SpecBuilder(arch);
    int[] values = {9, 8, 0, -1, 5, 6, 7, 0x8000_0000, 0x7fff_ffff};
    for (int value : values) {
      builder.grant("ioctl", intIs(1, value), intIs(2, value + 1));
    }
    BpfProgram program = builder.compile();
    int ioctl = arch.number("ioctl");
    for (int value : values) {
      assertThat(run(program, ioctl, 0, value, value + 1)).isEqualTo(Action.ALLOW);
      assertThat(run(program, ioctl, 0, value, value)).isEqualTo(DENIED);
    }
    for (int value : new int[] {1, 4, 10, -2, 0x8000_0001, 0x7fff_fffe}) {
      assertThat(run(program, ioctl, 0, value, value + 1)).isEqualTo(DENIED);
    }
  }

  @Test
  void countsLongJumpsTowardsTheLimitToo() {
    SpecBuilder builder = new SpecBuilder(arch);
    int longest = 0;
    boolean refused = false;
    for (int i = 1; i <= 1000 && !refused; i++) {
      builder.grant("ioctl", intMasked(i % 6, i * 4, i * 4), intIs((i + 1) % 6, i));
      if (i > 500) {
        try {
          longest = Math.max(longest, builder.compile().size());
        } catch (RestrictException e) {
          refused = true;
        }
      }
    }
    assertThat(refused).isTrue();
    assertThat(longest).isBetween(4000, 4096);
  }

  @Test
  void survivesManyAlternativesThatNeedAChain() {
    SpecBuilder builder = new SpecBuilder(arch);
    for (int i = 1; i <= 600; i++) {
      builder.grant("ioctl", intMasked(i % 6, i * 4, i * 4), intIs((i + 1) % 6, i));
    }
    BpfProgram program = builder.compile();
    long[] args = {600 * 4, 600, 0, 0, 0, 0};
    assertThat(run(program, arch.number("ioctl"), args)).isEqualTo(Action.ALLOW);
    assertThat(run(program, arch.number("ioctl"))).isEqualTo(DENIED);
  }

  private static int ceilLog2(int n) {
    return 32 - Integer.numberOfLeadingZeros(n - 1);
  }

  private Action run(BpfProgram program, int nr, long... args) {
    return action(BpfInterpreter.run(program, nr, arch.audit(), 0, Arrays.copyOf(args, 6)));
  }

  private Action runAt(BpfProgram program, int nr, long ip) {
    return action(BpfInterpreter.run(program, nr, arch.audit(), ip, new long[6]));
  }

  private static Action action(long answer) {
    return new Action((int) answer);
  }
}
