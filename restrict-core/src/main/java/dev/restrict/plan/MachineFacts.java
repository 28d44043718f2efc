package dev.restrict.plan;

import dev.restrict.Status;
import dev.restrict.landlock.Abi;
import dev.restrict.linux.Arch;
import java.util.Optional;

/**
 * What this machine's kernel has; it is asked once.
 *
 * @param os the operating system's name
 * @param release the kernel's, such as {@code 6.18.0}
 * @param archName Java's name for the architecture, such as {@code amd64}
 * @param arch empty if the operating system or the architecture is not supported
 * @param abi Landlock's, 0 if there is none
 * @param errata bits of {@code LANDLOCK_CREATE_RULESET_ERRATA}, 0 if the kernel does not know them
 * @param seccomp whether filters can be installed
 * @param reason why {@code arch} is empty or a layer is missing; empty if everything is there
 */
public record MachineFacts(
    String os,
    String release,
    String archName,
    Optional<Arch> arch,
    int abi,
    int errata,
    boolean seccomp,
    String reason) {

  /** Whether Landlock is there, and new enough. */
  public boolean landlock() {
    return abi >= Abi.MINIMUM;
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
    return new Status.Kernel(os, release, archName, abi, seccomp, Abi.missing(abi));
  }
}
