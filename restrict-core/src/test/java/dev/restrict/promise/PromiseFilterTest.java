package dev.restrict.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.linux.Arch;
import dev.restrict.linux.Linux;
import dev.restrict.plan.PolicyFilter;
import dev.restrict.promise.ArgCheck.Width;
import dev.restrict.seccomp.BpfInterpreter;
import dev.restrict.seccomp.BpfProgram;
import dev.restrict.seccomp.FilterCompiler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The compiled filter against the table of promises, for every system call of every architecture;
 * then what a reader who cares for security wants to hear, in plain words.
 */
@ParameterizedClass
@EnumSource(Arch.class)
class PromiseFilterTest {

  private static final int AUDIT_ARCH_I386 = 0x4000_0003;
  private static final int AUDIT_ARCH_ARM = 0x4000_0028;
  private static final int X32_BIT = 0x4000_0000;
  private static final int PID = 4711;
  private static final long ALLOW = 0x7fff_0000L;
  private static final long KILL_PROCESS = 0x8000_0000L;
  private static final long USER_NOTIF = 0x7fc0_0000L;
  private static final long ENOSYS = 0x0005_0026L;

  private static final Set<Promise> ALL = EnumSet.allOf(Promise.class);

  /** Numbers that belong to no system call: gaps, the end of the table, what is to come. */
  private static final List<Integer> UNKNOWN =
      List.of(337, 387, 423, 480, 511, 512, 547, 600, 1000, 0x3fff_ffff);

  private final Random random = new Random(20240917);
  private final Arch arch;

  PromiseFilterTest(Arch arch) {
    this.arch = arch;
  }

  static Stream<Set<Promise>> sets() {
    List<Set<Promise>> sets = new ArrayList<>();
    sets.add(EnumSet.noneOf(Promise.class));
    for (Promise promise : Promise.values()) {
      sets.add(EnumSet.of(promise));
    }
    for (String words :
        List.of(
            "stdio rpath",
            "stdio rpath wpath cpath flock fattr",
            "stdio rpath inet dns",
            "stdio inet mcast unix",
            "stdio rpath tmppath inet error",
            "stdio proc exec rpath error",
            "proc namespaces",
            "inet dns unix sendfd recvfd bpf route wroute",
            "audio video tape tty fattr",
            "prot_exec id proc capabilities")) {
      sets.add(Promise.parse(words));
    }
    sets.add(EnumSet.complementOf(EnumSet.of(Promise.ERROR)));
    sets.add(ALL);
    return sets.stream();
  }

  @ParameterizedTest
  @MethodSource("sets")
  void theFilterDecidesAsTheTableSays(Set<Promise> promises) {
    // Once thoroughly, then a sample for each other way to compile the same decisions.
    check(promises, Mode.KILL, false, 32);
    check(promises, Mode.ERROR, false, 1);
    check(promises, Mode.AUDIT, false, 1);
    check(promises, Mode.KILL, true, 2);
    check(promises, Mode.ERROR, true, 1);
  }

  private void check(Set<Promise> promises, Mode asked, boolean portRules, int bitsFlipped) {
    if (asked == Mode.AUDIT && promises.contains(Promise.ERROR)) {
      return; // a contradiction that Policy refuses
    }
    Policy policy = policy(promises, asked, portRules);
    BpfProgram program = compile(policy);
    long denied = denied(policy.mode());
    List<Grant> grants = TableReference.grants(promises, portRules);
    List<Grant> quiet =
        asked == Mode.AUDIT ? List.of() : TableReference.quiet(promises, policy.mode());
    // What another promise would grant is the argument most worth trying.
    List<Grant> tempting = TableReference.grants(ALL, false).stream().distinct().toList();

    for (Map.Entry<Integer, String> call : arch.numbers().entrySet()) {
      String name = call.getValue();
      for (long[] arguments : argumentSets(name, tempting, bitsFlipped)) {
        long expected =
            name.equals("clone3")
                ? ENOSYS
                : TableReference.granted(grants, name, arguments, PID)
                    ? ALLOW
                    : TableReference.granted(quiet, name, arguments, PID) ? ENOSYS : denied;
        long answer = run(program, call.getKey(), arguments);
        if (answer != expected) {
          throw new AssertionError(
              "%s with ports in force: %s, mode %s: %s%s: 0x%x instead of 0x%x"
                  .formatted(promises, portRules, asked, name, hex(arguments), answer, expected));
        }
      }
    }
    for (int nr : UNKNOWN) {
      assertThat(run(program, nr, randomArguments())).as("call %s", nr).isEqualTo(denied);
    }
  }

  /** Those that satisfy each grant, those that miss it by one bit, and random ones. */
  private List<long[]> argumentSets(String name, List<Grant> grants, int bitsFlipped) {
    List<long[]> sets = new ArrayList<>();
    sets.add(new long[6]);
    sets.add(new long[] {-1, -1, -1, -1, -1, -1});
    sets.add(randomArguments());
    for (Grant grant : grants) {
      if (!grant.syscall().equals(name) || grant.checks().isEmpty()) {
        continue;
      }
      long[] good = satisfying(grant, randomArguments());
      sets.add(good);
      sets.add(satisfying(grant, new long[6]));
      sets.add(satisfying(grant, new long[] {-1, -1, -1, -1, -1, -1}));
      for (ArgCheck check : grant.checks()) {
        // Under an int's 32 bits the high word does not count; of a long it does.
        int start = random.nextInt(64);
        for (int i = 0; i < bitsFlipped; i++) {
          sets.add(flipped(good, check.index(), start + i));
        }
        sets.add(flipped(good, check.index(), 32 + random.nextInt(32)));
      }
    }
    return sets;
  }

  private static long[] flipped(long[] arguments, int index, int bit) {
    long[] flipped = arguments.clone();
    flipped[index] ^= 1L << (bit & 63);
    return flipped;
  }

  private static long[] satisfying(Grant grant, long[] arguments) {
    for (ArgCheck check : grant.checks()) {
      long value = check.ownPid() ? PID : check.value();
      arguments[check.index()] = (arguments[check.index()] & ~check.mask()) | value;
    }
    return arguments;
  }

  private long[] randomArguments() {
    return random.longs(6).map(x -> random.nextBoolean() ? x : x & 0xff).toArray();
  }

  // In plain words.

  @Test
  void someCallsAreGrantedByNothing() {
    List<String> never = new ArrayList<>();
    for (String group :
        List.of(
            // Other processes' memory and descriptors, and the machinery to watch them.
            "ptrace process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp",
            "perf_event_open bpf lookup_dcookie fanotify_init fanotify_mark process_mrelease",
            "move_pages migrate_pages",
            // Ways past a filter or past rules on paths.
            "io_uring_setup io_uring_enter io_uring_register openat2 execveat",
            "open_by_handle_at name_to_handle_at memfd_create memfd_secret",
            "io_setup io_submit io_getevents io_cancel io_destroy io_pgetevents",
            // The kernel's own affairs.
            "kexec_load kexec_file_load init_module finit_module delete_module create_module",
            "reboot swapon swapoff acct quotactl quotactl_fd syslog uselib vhangup",
            "iopl ioperm modify_ldt personality userfaultfd nfsservctl sysfs ustat",
            "lsm_set_self_attr uprobe uretprobe",
            // The keyring, System V and POSIX IPC: shared with the rest of the system.
            "keyctl add_key request_key")) {
      never.addAll(List.of(group.split(" ")));
    }
    arch.numbers().values().stream()
        .filter(name -> name.matches("(mq_|shm|sem|msg|io_uring_).*"))
        .forEach(never::add);
    for (String name : never) {
      assertThat(Arch.values()).as("a table has %s", name).anyMatch(any -> any.has(name));
      assertThat(TableReference.grants(ALL, false))
          .as(name)
          .noneMatch(grant -> grant.syscall().equals(name));
      if (arch.has(name)) {
        assertThat(everything(name, 0)).as(name).isFalse();
      }
    }
  }

  @Test
  void clone3IsAlwaysAnsweredEnosysForItsFlagsCannotBeSeen() {
    for (Mode mode : Mode.values()) {
      Set<Promise> promises = EnumSet.complementOf(EnumSet.of(Promise.ERROR));
      BpfProgram program = compile(policy(promises, mode, false));
      assertThat(run(program, arch.number("clone3"), randomArguments())).isEqualTo(ENOSYS);
    }
  }

  @Test
  void nothingTypesIntoATerminalForItsUser() {
    for (long junk : new long[] {0, 1L << 32, 0xdead_beef_0000_0000L}) {
      assertThat(everything("ioctl", 0, junk | 0x5412)).as("TIOCSTI").isFalse();
      assertThat(everything("ioctl", 0, junk | 0x541c)).as("TIOCLINUX").isFalse();
      assertThat(everything("ioctl", 0, junk | 0x541d)).as("TIOCCONS").isFalse();
      assertThat(everything("ioctl", 0, junk | 0x5423)).as("TIOCSETD").isFalse();
    }
  }

  @Test
  void aFilterMayBeAddedButNeverAListener() {
    assertThat(nothing("seccomp", 1, 0)).as("a filter").isTrue();
    assertThat(nothing("seccomp", 1, 1)).as("a filter for all threads").isTrue();
    for (int others = 0; others < 64; others++) {
      assertThat(everything("seccomp", 1, others | 8)).as("flags %s", others | 8).isFalse();
    }
    assertThat(everything("seccomp", 0, 0)).as("strict mode").isFalse();
    assertThat(everything("prctl", 22, 2)).as("PR_SET_SECCOMP").isFalse();
  }

  @Test
  void aProcessMayNotMakeItselfEasierToAttack() {
    for (int option :
        new int[] {
          4, // PR_SET_DUMPABLE
          10, // PR_SET_FPEXC
          26, // PR_SET_TSC
          35, // PR_SET_MM
          36, // PR_SET_CHILD_SUBREAPER
          52, // PR_SET_SPECULATION_CTRL, to switch mitigations off
          59, // PR_SET_SYSCALL_USER_DISPATCH
          65, // PR_SET_MDWE
          0x59616d61, // PR_SET_PTRACER
        }) {
      assertThat(everything("prctl", option)).as("prctl %s", option).isFalse();
    }
  }

  @Test
  void onlyTheSocketsOfAPromiseCanBeMade() {
    int[] families = {1, 2, 10, 16, 17};
    for (int family = 0; family < 64; family++) {
      int each = family;
      boolean known = java.util.Arrays.stream(families).anyMatch(f -> f == each);
      boolean any = false;
      for (int type = 0; type < 16; type++) {
        any |= everything("socket", family, type, 0);
      }
      assertThat(any).as("family %s", family).isEqualTo(known);
    }
    for (int family : new int[] {2, 10}) {
      for (int type : new int[] {3, 4, 5, 6, 10}) { // SOCK_RAW and beyond
        assertThat(everything("socket", family, type, 0)).as("type %s", type).isFalse();
      }
      assertThat(everything("socket", family, 1, 256)).as("SMC").isFalse();
      assertThat(everything("socket", family, 1, 262)).as("Multipath TCP").isTrue();
    }
    for (int protocol = 1; protocol < 32; protocol++) {
      assertThat(everything("socket", 16, 3, protocol)).as("netlink %s", protocol).isFalse();
    }
    assertThat(everything("setsockopt", 3, 1, 50)).as("SO_ATTACH_BPF").isFalse();
    assertThat(everything("setsockopt", 3, 1, 51)).as("SO_ATTACH_REUSEPORT_CBPF").isFalse();
    assertThat(everything("setsockopt", 3, 6, 19)).as("TCP_REPAIR").isFalse();
    assertThat(everything("setsockopt", 3, 6, 31)).as("TCP_ULP").isFalse();
    for (int family = 0; family < 64; family++) {
      assertThat(everything("socketpair", family, 1, 0)).isEqualTo(family == 1);
    }
  }

  @Test
  void underPortRulesNoStreamPassesThemByAnotherProtocolOrByFastOpen() {
    Set<Promise> promises = EnumSet.complementOf(EnumSet.of(Promise.ERROR));
    for (Mode mode : List.of(Mode.KILL, Mode.ERROR)) {
      BpfProgram program = compile(policy(promises, mode, true));
      for (int family : new int[] {2, 10}) {
        for (int protocol = 0; protocol < 300; protocol++) {
          assertThat(run(program, arch.number("socket"), family, 1 | 02004000, protocol) == ALLOW)
              .as("protocol %s", protocol)
              .isEqualTo(protocol == 0 || protocol == 6);
        }
      }
    }
    int fastOpen = 0x2000_0000;
    assertThat(everything("sendto", 3, 0, 0, fastOpen)).isFalse();
    assertThat(everything("sendmsg", 3, 0, fastOpen | 0x4000)).isFalse();
    assertThat(everything("sendmmsg", 3, 0, 1, fastOpen)).isFalse();
    assertThat(everything("setsockopt", 3, 6, 30)).as("TCP_FASTOPEN_CONNECT").isFalse();
  }

  @ParameterizedTest
  @EnumSource(Promise.class)
  void whatTakesOneOfFewPromisesTakesItAlone(Promise promise) {
    Set<Promise> one = EnumSet.of(promise);
    assertThat(granted(one, "kill", PID + 1, 9)).isEqualTo(promise == Promise.PROC);
    assertThat(granted(one, "execve")).isEqualTo(promise == Promise.EXEC);
    assertThat(granted(one, "clone", 0x0100_0000 | 17)) // CHILD_SETTID, SIGCHLD: fork
        .as("fork")
        .isEqualTo(promise == Promise.PROC);
    for (int namespace = 0; namespace < 32; namespace++) {
      if ((Linux.NAMESPACE_FLAGS & 1 << namespace) != 0) {
        assertThat(granted(one, "clone", 1 << namespace | 17))
            .as("a namespace")
            .isEqualTo(promise == Promise.NAMESPACES);
        assertThat(granted(one, "clone", 1 << namespace | 0x10f00)).as("a thread in it").isFalse();
      }
    }
    assertThat(granted(one, "mmap", 0, 4096, 5, 2, 3))
        .as("a file mapped to be executed")
        .isEqualTo(promise == Promise.PROT_EXEC || promise == Promise.EXEC);
    assertThat(granted(one, "prlimit64", 0, 7, 0x1000, 0)).isEqualTo(promise == Promise.ID);
    assertThat(granted(one, "prlimit64", 0, 7, 1L << 32, 0))
        .as("a pointer with an empty low word")
        .isEqualTo(promise == Promise.ID);
    assertThat(granted(one, "prlimit64", 0, 7, 0, 0x1000)).as("to read a limit").isTrue();
    assertThat(granted(one, "mknodat", -100, 0, 0100000)).as("a regular file").isFalse();
  }

  @Test
  void aJvmMayRemoveItsFilesAtItsEndButNoFolders() {
    assertThat(nothing("unlinkat", -100, 0, 0)).as("a file").isTrue();
    assertThat(nothing("unlinkat", -100, 0, 0x200)).as("a folder").isFalse();
    assertThat(nothing("unlinkat", 3, 0, 0)).as("a file in an open folder").isFalse();
  }

  @Test
  void aForeignCallKillsInModeKillAndError() {
    for (Mode mode : List.of(Mode.KILL, Mode.ERROR)) {
      Set<Promise> promises = EnumSet.complementOf(EnumSet.of(Promise.ERROR));
      BpfProgram program = compile(policy(promises, mode, false));
      for (int nr = 0; nr < 600; nr++) {
        long[] arguments = new long[6];
        for (int foreign : foreign()) {
          assertThat(BpfInterpreter.run(program, nr, foreign, 0, arguments))
              .as("%s of %x", nr, foreign)
              .isEqualTo(KILL_PROCESS);
        }
        assertThat(run(program, nr | X32_BIT, arguments))
            .as("x32 %s", nr)
            .isEqualTo(arch == Arch.X86_64 ? KILL_PROCESS : denied(mode));
      }
      assertThat(run(program, -1, new long[6]))
          .as("-1")
          .isEqualTo(arch == Arch.X86_64 ? KILL_PROCESS : denied(mode));
    }
  }

  /** Every value that another architecture has. */
  private List<Integer> foreign() {
    List<Integer> foreign = new ArrayList<>(List.of(AUDIT_ARCH_I386, AUDIT_ARCH_ARM, 0));
    Stream.of(Arch.values()).filter(other -> other != arch).forEach(o -> foreign.add(o.audit()));
    return foreign;
  }

  private static long denied(Mode mode) {
    return mode == Mode.KILL ? KILL_PROCESS : USER_NOTIF;
  }

  @Test
  void everyCheckOfAPointerLooksAtAllOfIt() {
    // Where the kernel takes a pointer or a size, a check of 32 bits could be passed by the others.
    for (Grant grant : TableReference.grants(ALL, false)) {
      for (ArgCheck check : grant.checks()) {
        if (grant.syscall().equals("prlimit64") && check.index() == 2) {
          assertThat(check.width()).isEqualTo(Width.LONG);
        }
      }
    }
  }

  private boolean everything(String name, long... arguments) {
    return granted(ALL, name, arguments);
  }

  private boolean nothing(String name, long... arguments) {
    return granted(Set.of(), name, arguments);
  }

  private boolean granted(Collection<Promise> promises, String name, long... arguments) {
    Set<Promise> set = EnumSet.noneOf(Promise.class);
    set.addAll(promises);
    BpfProgram program =
        PROGRAMS.computeIfAbsent(
            new Compiled(arch, set), all -> compile(policy(all.promises, Mode.ERROR, false)));
    return run(program, arch.number(name), arguments) == ALLOW;
  }

  private record Compiled(Arch arch, Set<Promise> promises) {}

  private static final Map<Compiled, BpfProgram> PROGRAMS = new ConcurrentHashMap<>();

  private long run(BpfProgram program, int nr, long... arguments) {
    return BpfInterpreter.run(program, nr, arch.audit(), 0, java.util.Arrays.copyOf(arguments, 6));
  }

  private static Policy policy(Set<Promise> promises, Mode mode, boolean portRules) {
    Policy.Builder builder = Policy.builder().promises(promises).mode(mode);
    if (portRules) {
      builder.port(8080, "b");
    }
    return builder.build();
  }

  private BpfProgram compile(Policy policy) {
    return FilterCompiler.compile(
        PolicyFilter.spec(policy, arch, PID, Set.of(), PolicyFilter.denial(policy.mode())));
  }

  private static String hex(long[] arguments) {
    return java.util.Arrays.stream(arguments)
        .mapToObj(a -> "0x" + Long.toHexString(a))
        .toList()
        .toString();
  }
}
