package dev.restrict.host;

import dev.restrict.UnsupportedKernelException;
import dev.restrict.kernel.SyscallException;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.linux.Arch;
import dev.restrict.machine.Cause;
import dev.restrict.machine.Diagnosis;
import dev.restrict.machine.Findings;
import dev.restrict.machine.MachineFacts;
import dev.restrict.machine.OperatingSystems;
import java.util.Optional;

/**
 * This machine: what its kernel has, and the calls to ask it.
 *
 * @param facts what it has
 * @param calls empty if the operating system or the architecture is not supported
 */
public record Machine(MachineFacts facts, Optional<SystemCalls> calls) {

  /** Asked once: under a lock, the same questions would get other answers. */
  private static final class Here {
    static final Machine MACHINE = probe();
  }

  /** The machine of this process. */
  public static Machine here() {
    return Here.MACHINE;
  }

  private static Machine probe() {
    String os = System.getProperty("os.name");
    String release = System.getProperty("os.version");
    String name = System.getProperty("os.arch");
    Optional<Arch> arch = Arch.of(name);
    Optional<Cause> unsupported = OperatingSystems.unsupported(os, name, arch);
    if (unsupported.isPresent()) {
      return without(os, release, name, unsupported.get());
    }
    try {
      SystemCalls calls = new SystemCalls(arch.orElseThrow());
      return new Machine(
          Diagnosis.of(arch, new Witness(calls).findings(os, release, name)), Optional.of(calls));
    } catch (UnsupportedKernelException e) {
      return without(os, release, name, new Cause(e.problem(), e.remedy()));
    } catch (SyscallException e) {
      return without(os, release, name, new Cause(String.valueOf(e.getMessage()), ""));
    }
  }

  /** A machine whose kernel is not to be asked. */
  private static Machine without(String os, String release, String arch, Cause why) {
    return without(Findings.unreachable(os, release, arch, why));
  }

  /** A machine whose kernel cannot be asked, by its findings. */
  public static Machine without(Findings findings) {
    return new Machine(Diagnosis.of(Optional.empty(), findings), Optional.empty());
  }
}
