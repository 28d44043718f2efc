package dev.restrict.landlock;

import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.Status.Notice;
import dev.restrict.UnsupportedKernelException;
import java.util.ArrayList;
import java.util.List;

/** Compiles a {@link Policy} to a {@link Ruleset}: a pure function that asks the kernel nothing. */
public final class RulesetCompiler {

  private RulesetCompiler() {}

  /**
   * The ruleset of a policy on a kernel.
   *
   * @param implied the paths that the promises and the JVM need
   * @param impliedPorts the ports that the promises need
   * @param tree which paths exist and which are directories
   * @param abi what {@code LANDLOCK_CREATE_RULESET_VERSION} answered, 0 if there is no Landlock
   * @param errata what {@code LANDLOCK_CREATE_RULESET_ERRATA} answered, 0 if the kernel does not
   *     know it
   * @throws UnsupportedKernelException if there is no Landlock; if the ABI is below {@link
   *     Abi#MINIMUM}, or there are port rules and the ABI is below 4, and the policy does not say
   *     {@link dev.restrict.OnUnsupported#WARN}
   * @throws dev.restrict.RestrictException if the path of an access rule is gone
   */
  public static Ruleset compile(
      Policy policy,
      List<ImpliedPath> implied,
      List<ImpliedPort> impliedPorts,
      Tree tree,
      int abi,
      int errata) {
    if (abi < 1 || (abi < Abi.MINIMUM && policy.onUnsupported() == OnUnsupported.FAIL)) {
      throw new UnsupportedKernelException(
          "%s asked for; they need Landlock ABI %d, the kernel has %s"
              .formatted(
                  policy.promises().isPresent() ? "promises were" : "access or port rules were",
                  Abi.MINIMUM,
                  abi <= 0 ? "no Landlock" : "ABI " + abi),
          "Use Linux %s or newer, with landlock in its lsm= list."
              .formatted(Abi.linux(Abi.MINIMUM)));
    }
    List<Notice> notices = new ArrayList<>();
    Abi.newer(abi).ifPresent(notices::add);
    PathRules paths = PathRules.compile(policy, implied, tree, abi, notices);
    NetRules ports = NetRules.compile(policy, impliedPorts, abi, notices);
    long scoped = Scopes.compile(policy, abi, errata, notices);
    return new Ruleset(
        paths.handled(), ports.handled(), scoped, paths.rules(), ports.rules(), notices);
  }
}
