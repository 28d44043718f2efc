package dev.restrict.promise;

import dev.restrict.Restrict;
import dev.restrict.linux.Arch;
import dev.restrict.linux.Linux;
import dev.restrict.testing.Sys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes calls with arguments that do no harm, and prints what the kernel answers.
 *
 * <p>Arguments: the promises to lock with first, or {@code unlocked}; then the calls by their index
 * in {@link #calls}, separated by commas.
 */
public final class KernelAnswers {

  /** Stands for the id of the process that makes the call. */
  static final long OWN_PID = 0x0dd_0dd;

  /** A call, and six arguments. */
  record Call(String name, List<Long> arguments) {
    long[] arguments(int pid) {
      return arguments.stream().mapToLong(one -> one == OWN_PID ? pid : one).toArray();
    }
  }

  /** Calls that are not made at all, for what they do where they succeed. */
  private static final Map<String, String> SKIPPED = new LinkedHashMap<>();

  static {
    SKIPPED.put("exit exit_group", "ends the thread or the process");
    SKIPPED.put("pause rt_sigsuspend", "waits for ever");
    SKIPPED.put("rt_sigreturn", "takes the stack for a signal's");
    SKIPPED.put("fork vfork", "a second JVM on the same memory; the pairs try clone");
    SKIPPED.put("reboot vhangup swapoff iopl", "harms the machine if a filter failed");
    SKIPPED.put("set_tid_address", "whoever joins the thread would wait for ever");
    SKIPPED.put("syslog", "its every argument means something");
    SKIPPED.put("uretprobe uprobe", "raises a signal outside of a probe");
    SKIPPED.put("map_shadow_stack", "of use to the C library alone");
    SKIPPED.put("restart_syscall", "has no arguments, and an answer that hangs on the past");
  }

  /** Arguments that are more telling, or more harmless, than -1. */
  private static final Object[][] CHOSEN = {
    {"kill", OWN_PID, 9999},
    {"kill", 1, 9999},
    {"tgkill", OWN_PID, OWN_PID, 9999},
    {"tgkill", 1, 1, 9999},
    {"tkill", 1, 9999},
    {"alarm", 0},
    {"umask", 022},
    {"futex", 1, 1, 0, 0, 0, 0}, // FUTEX_WAKE at no valid address; -1 is an unknown operation
    {"clone", 0x800}, // CLONE_SIGHAND without CLONE_VM
    {"clone", 0x10000000 | 0x200}, // a user namespace, sharing the root directory
    {"clone", 0x00010000 | 0x100}, // a thread without shared signals
    {"personality", 0xffffffffL},
    {"setsid"},
    {"open", 1, 0},
    {"open", 1, 1},
    {"open", 1, 2},
    {"open", 1, 01000},
    {"open", 1, 0101},
    {"openat", -100, 1, 0},
    {"openat", -100, 1, 02000000},
    {"openat", -100, 1, 1},
    {"openat", -100, 1, 01001},
    {"openat", -100, 1, 0100},
    {"openat", -100, 1, 020200002},
    {"mknod", 1, 0010600, 0},
    {"mknod", 1, 0100600, 0},
    {"mknodat", -100, 1, 0060600, 0},
    {"mknodat", -100, 1, 0140600, 0},
    {"mmap", 0, 0, 5, 2, -1, 0},
    {"mmap", 0, 0, 5, 0x22, -1, 0},
    {"mmap", 0, 0, 1, 2, -1, 0},
    {"mprotect", 1, 4096, 5},
    {"mprotect", 1, 4096, 1},
    {"pkey_mprotect", 1, 4096, 5, -1},
    {"fcntl", -1, 0},
    {"fcntl", -1, 3},
    {"fcntl", -1, 6},
    {"fcntl", -1, 8},
    {"fcntl", -1, 1030},
    {"fcntl", -1, 1026},
    {"fcntl", 0xffff_ffff_0000_ffffL, 0xdead_beef_0000_0003L},
    {"ioctl", -1, 0x541b},
    {"ioctl", -1, 0x5412},
    {"ioctl", -1, 0x5413},
    {"ioctl", -1, 0x8933},
    {"ioctl", -1, 0x890b},
    {"ioctl", -1, 0x80306d02L},
    {"ioctl", -1, 0x80044100L},
    {"ioctl", -1, 0x80685600L},
    {"ioctl", -1, 0x7_0000_541bL},
    {"prctl", 16, 1},
    {"prctl", 3},
    {"prctl", 4, 7},
    {"prctl", 22, 9},
    {"prctl", 23, 9999},
    {"prctl", 39, 0, 0, 0, 0},
    {"prctl", 35, -1, 0, 0, 0},
    {"prctl", 1, 9999},
    {"prlimit64", 0, 7, 0, 0},
    {"prlimit64", 0, 7, 1, 0},
    {"prlimit64", OWN_PID, 7, 0, 1},
    {"prlimit64", 1, 7, 1, 0},
    {"seccomp", 1, 0, 0},
    {"seccomp", 1, 8, 0},
    {"seccomp", 0, 1, 0},
    {"seccomp", 2, 0, 0},
    {"socket", 1, 1, 0},
    {"socket", 2, 1, 0},
    {"socket", 2, 2, 0},
    {"socket", 2, 3, 1},
    {"socket", 2, 1, 262},
    {"socket", 10, 1, 6},
    {"socket", 10, 02000002, 17},
    {"socket", 16, 3, 0},
    {"socket", 16, 3, 9},
    {"socket", 17, 3, 0},
    {"socket", 38, 5, 0},
    {"socket", 40, 1, 0},
    {"socketpair", 1, 1, 0, 0},
    {"socketpair", 2, 1, 0, 0},
    {"setsockopt", -1, 1, 2, 0, 0},
    {"setsockopt", -1, 1, 26, 0, 0},
    {"setsockopt", -1, 1, 50, 0, 0},
    {"setsockopt", -1, 6, 1, 0, 0},
    {"setsockopt", -1, 6, 19, 0, 0},
    {"setsockopt", -1, 0, 35, 0, 0},
    {"setsockopt", -1, 41, 20, 0, 0},
    {"setsockopt", -1, 270, 1, 0, 0},
    {"sendto", -1, 0, 0, 0, 0, 0},
    {"sendto", -1, 0, 0, 0x20000000, 0, 0},
    {"sendmsg", -1, 0, 0},
    {"sendmsg", -1, 0, 0x20000000},
    {"sendmmsg", -1, 0, 0, 0},
    {"sendmmsg", -1, 0, 0, 0x20000000},
  };

  private KernelAnswers() {}

  static String skippedFor(String name) {
    for (Map.Entry<String, String> skipped : SKIPPED.entrySet()) {
      if (List.of(skipped.getKey().split(" ")).contains(name)) {
        return skipped.getValue();
      }
    }
    return null;
  }

  /** Every call of the table that may be made, at least once. */
  static List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    Set<String> chosen = new TreeSet<>();
    Arch arch = Arch.of(System.getProperty("os.arch")).orElseThrow();
    for (Object[] one : CHOSEN) {
      if (!arch.has((String) one[0])) {
        continue;
      }
      List<Long> arguments = new ArrayList<>();
      for (int i = 1; i <= 6; i++) {
        arguments.add(i < one.length ? ((Number) one[i]).longValue() : 0);
      }
      chosen.add((String) one[0]);
      calls.add(new Call((String) one[0], arguments));
    }
    for (String name : arch.numbers().values()) {
      if (skippedFor(name) == null && !chosen.contains(name)) {
        calls.add(new Call(name, Collections.nCopies(6, -1L)));
      }
    }
    return calls;
  }

  public static void main(String[] arguments) {
    Sys.ready();
    List<Call> calls = calls();
    int pid = (int) Sys.call("getpid");
    if (arguments[0].equals("unlocked")) {
      // As a lock would, for some calls ask for it.
      Sys.require("prctl", Linux.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    } else {
      Restrict.syscalls(arguments[0]);
    }
    StringBuilder answers = new StringBuilder("PID " + pid + "\n");
    for (String index : arguments[1].split(",", -1)) {
      Call call = calls.get(Integer.parseInt(index));
      Object[] boxed = java.util.Arrays.stream(call.arguments(pid)).boxed().toArray();
      long result = Sys.call(call.name(), boxed);
      String answer = result < 0 && result >= -4095 ? "errno " + -result : "done";
      answers.append("CALL %s %s%n".formatted(index, answer));
    }
    System.out.println(answers);
    System.out.println("VIOLATIONS " + Restrict.status().violations());
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
