package dev.restrict.host;

import static dev.restrict.linux.Linux.BPF_K;
import static dev.restrict.linux.Linux.BPF_RET;
import static dev.restrict.linux.Linux.CAP_SYS_PTRACE;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_EXECUTE;
import static dev.restrict.linux.Linux.LANDLOCK_CREATE_RULESET_ERRATA;
import static dev.restrict.linux.Linux.LANDLOCK_CREATE_RULESET_VERSION;
import static dev.restrict.linux.Linux.LANDLOCK_RULE_PATH_BENEATH;
import static dev.restrict.linux.Linux.LISTENER_FLAGS;
import static dev.restrict.linux.Linux.PR_SET_NO_NEW_PRIVS;
import static dev.restrict.linux.Linux.SECCOMP_FILTER_FLAG_TSYNC;
import static dev.restrict.linux.Linux.SECCOMP_RET_ALLOW;
import static dev.restrict.linux.Linux.SECCOMP_SET_MODE_FILTER;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.restrict.kernel.ProbeChild;
import dev.restrict.kernel.ProcFiles;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.linux.Answer;
import dev.restrict.linux.Structs;
import dev.restrict.machine.Findings;
import dev.restrict.machine.Launcher;
import dev.restrict.machine.Trial;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Gathers the {@link Findings} of this machine: tries calls in a child process, and reads /proc.
 */
final class Witness {

  private final SystemCalls calls;

  Witness(SystemCalls calls) {
    this.calls = calls;
  }

  Findings findings(String os, String release, String arch) {
    return new Findings(
        os,
        release,
        arch,
        Optional.empty(),
        answers(!Findings.olderThan(release, 5, 16)),
        number(ProcFiles.status("Seccomp")),
        read("/proc/version").orElse(""),
        read("/sys/kernel/security/lsm"),
        read("/proc/self/attr/apparmor/current").or(() -> read("/proc/self/attr/current")),
        number(read("/proc/sys/kernel/yama/ptrace_scope")),
        mayTrace(),
        launcher());
  }

  private Map<Trial, Answer> answers(boolean sharing) {
    Memory ruleset = SystemCalls.bytes(Structs.rulesetAttr(1, LANDLOCK_ACCESS_FS_EXECUTE, 0, 0));
    Memory code = SystemCalls.bytes(Structs.sockFilter(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    Memory filter = SystemCalls.bytes(Structs.sockFprog(1, Pointer.nativeValue(code)));
    ProbeChild child = new ProbeChild(calls);
    List<Trial> trials = List.of(Trial.values());
    int made = trials.indexOf(Trial.LANDLOCK_RULESET);
    for (Trial trial : trials) {
      String call = trial.syscall();
      switch (trial) {
        case NO_NEW_PRIVS -> child.call(call, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        case LANDLOCK_VERSION -> child.call(call, null, 0, LANDLOCK_CREATE_RULESET_VERSION);
        case LANDLOCK_ERRATA -> child.call(call, null, 0, LANDLOCK_CREATE_RULESET_ERRATA);
        case LANDLOCK_RULESET -> child.call(call, ruleset, ruleset.size(), 0);
        case LANDLOCK_RULE -> child.callOn(made, call, LANDLOCK_RULE_PATH_BENEATH, null, 0);
        case LANDLOCK_SELF -> child.callOn(made, call, 0);
        case THREAD_SIGNAL -> child.call(call, 1, 1, 0, null);
        case FILTER -> child.call(call, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, null);
        case LISTENER -> child.call(call, SECCOMP_SET_MODE_FILTER, LISTENER_FLAGS, filter);
        case MEMFD -> child.call(call, null, 0);
        case EXECVEAT -> child.call(call, -1, null, null, null, 0);
        case PIDFD_OPEN -> child.call(call, 0, 0);
        case SEND, RECEIVE -> child.call(call, -1, null, 0);
      }
    }
    List<Answer> all;
    try {
      all = child.answers(sharing);
    } finally {
      Reference.reachabilityFence(code);
    }
    Map<Trial, Answer> answers = new EnumMap<>(Trial.class);
    for (int i = 0; i < trials.size(); i++) {
      answers.put(trials.get(i), all.get(i));
    }
    return answers;
  }

  private static boolean mayTrace() {
    return ProcFiles.status("CapEff")
        .filter(mask -> (Long.parseUnsignedLong(mask, 16) & 1L << CAP_SYS_PTRACE) != 0)
        .isPresent();
  }

  private static OptionalInt number(Optional<String> text) {
    try {
      return text.map(digits -> OptionalInt.of(Integer.parseInt(digits.strip())))
          .orElse(OptionalInt.empty());
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** A file of the kernel; many machines lack some of them. */
  private static Optional<String> read(String file) {
    try {
      return Optional.of(ProcFiles.text(Path.of(file)).replace("\0", "").strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Launcher launcher() {
    Map<String, String> environment = System.getenv();
    if (environment.containsKey("KUBERNETES_SERVICE_HOST")) {
      return Launcher.KUBERNETES;
    }
    if (Files.exists(Path.of("/run/.containerenv"))) {
      return Launcher.PODMAN;
    }
    if (Files.exists(Path.of("/.dockerenv"))) {
      return Launcher.DOCKER;
    }
    return environment.containsKey("INVOCATION_ID") ? Launcher.SYSTEMD : Launcher.UNKNOWN;
  }
}
