package dev.restrict.host;

import static dev.restrict.linux.Linux.LANDLOCK_CREATE_RULESET_ERRATA;
import static dev.restrict.linux.Linux.LANDLOCK_CREATE_RULESET_VERSION;
import static dev.restrict.linux.Linux.SECCOMP_GET_ACTION_AVAIL;
import static dev.restrict.linux.Linux.SECCOMP_RET_KILL_PROCESS;

import com.sun.jna.Memory;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.landlock.Abi;
import dev.restrict.linux.Arch;
import dev.restrict.linux.Errno;
import dev.restrict.plan.MachineFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * This machine: what its kernel has, and the calls to ask it.
 *
 * @param facts what it has
 * @param calls empty if the operating system or the architecture is not supported
 */
public record Machine(MachineFacts facts, Optional<SystemCalls> calls) {

  /** Asks the kernel. */
  public static Machine probe() {
    String os = System.getProperty("os.name");
    String name = System.getProperty("os.arch");
    if (!os.equals("Linux")) {
      return none("this is %s; restrict locks on Linux alone".formatted(os));
    }
    Optional<Arch> arch = Arch.of(name);
    if (arch.isEmpty()) {
      return none(
          "there is no table of system calls for %s yet; restrict locks on %s"
              .formatted(name, String.join(", ", Arch.osArchs())));
    }
    SystemCalls calls;
    try {
      calls = new SystemCalls(arch.get());
    } catch (UnsupportedKernelException e) {
      return none(String.valueOf(e.getMessage()));
    }
    long abi = calls.call("landlock_create_ruleset", null, 0, LANDLOCK_CREATE_RULESET_VERSION);
    long errata = calls.call("landlock_create_ruleset", null, 0, LANDLOCK_CREATE_RULESET_ERRATA);
    Memory action = new Memory(4);
    action.setInt(0, SECCOMP_RET_KILL_PROCESS);
    long seccomp = calls.call("seccomp", SECCOMP_GET_ACTION_AVAIL, 0, action);
    List<String> reasons = new ArrayList<>();
    if (abi < 0) {
      reasons.add(
          "Landlock: the kernel answered %s; it has to be built with CONFIG_SECURITY_LANDLOCK and landlock has to be in its lsm= list"
              .formatted(Errno.name((int) -abi)));
    } else if (abi < Abi.MINIMUM) {
      reasons.add(
          "Landlock ABI %d is too old; ABI %d came with Linux %s"
              .formatted(abi, Abi.MINIMUM, Abi.linux(Abi.MINIMUM)));
    }
    if (seccomp < 0) {
      reasons.add(
          "seccomp: the kernel answered %s; it has to be built with CONFIG_SECCOMP_FILTER"
              .formatted(Errno.name((int) -seccomp)));
    }
    return new Machine(
        facts(
            arch,
            (int) Math.max(0, abi),
            (int) Math.max(0, errata),
            seccomp >= 0,
            String.join("; ", reasons)),
        Optional.of(calls));
  }

  private static Machine none(String reason) {
    return new Machine(facts(Optional.empty(), 0, 0, false, reason), Optional.empty());
  }

  private static MachineFacts facts(
      Optional<Arch> arch, int abi, int errata, boolean seccomp, String reason) {
    return new MachineFacts(
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("os.arch"),
        arch,
        abi,
        errata,
        seccomp,
        reason);
  }
}
