package dev.restrict.machine;

import dev.restrict.Status;
import dev.restrict.landlock.Abi;
import dev.restrict.linux.Arch;
import java.util.Optional;

/**
 * What can be had on this machine; it is asked once.
 *
 * @param arch empty if the kernel cannot be asked: the operating system or the architecture is not
 *     supported, or the native library cannot be loaded
 * @param abi Landlock's, 0 if it cannot be had
 * @param errata bits of {@code LANDLOCK_CREATE_RULESET_ERRATA}, 0 if the kernel does not know them
 * @param noLandlock why Landlock cannot be had; empty if it can
 * @param noSeccomp why filters cannot be installed; empty if they can
 * @param noReferee why denied calls cannot be counted by a referee; empty if nothing is known that
 *     would be in its way
 * @param findings what all this was concluded from
 */
public record MachineFacts(
    Optional<Arch> arch,
    int abi,
    int errata,
    Optional<Cause> noLandlock,
    Optional<Cause> noSeccomp,
    Optional<Cause> noReferee,
    Findings findings) {

  /** Whether Landlock can be had, of whatever ABI. */
  public boolean landlock() {
    return noLandlock.isEmpty();
  }

  /** Whether filters can be installed. */
  public boolean seccomp() {
    return noSeccomp.isEmpty();
  }

  /**
   * Whether Landlock itself can restrict every thread ({@code LANDLOCK_RESTRICT_SELF_TSYNC}, Linux
   * 7.0).
   */
  public boolean tsync() {
    return abi >= Abi.TSYNC;
  }

  /** The same facts for {@link Status}. */
  public Status.Kernel kernel() {
    return new Status.Kernel(
        findings.os(), findings.release(), findings.archName(), abi, seccomp(), Abi.missing(abi));
  }
}
