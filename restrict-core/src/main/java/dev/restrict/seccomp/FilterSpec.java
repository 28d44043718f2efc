package dev.restrict.seccomp;

import dev.restrict.linux.Arch;
import dev.restrict.linux.Errno;
import dev.restrict.promise.ArgCheck;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a filter decides, as immutable data. {@link FilterCompiler} turns it into the kernel's code.
 *
 * <p>A call of another architecture or ABI gets {@code foreign}. Otherwise, a call in {@code fixed}
 * gets the action given there. Otherwise, {@code grants} decides: a granted call gets {@link
 * Action#ALLOW}, or {@code observe} if it is {@code observed}, and a denied one gets what {@code
 * denial} says.
 *
 * @param arch the architecture whose numbers these are
 * @param grants by number: alternatives, any of which grants the call if all of its checks hold; an
 *     alternative without checks always does, and an entry without alternatives never does
 * @param fixed by number: the action, whatever the arguments are and whatever {@code grants} says
 * @param quiet by number: alternatives, as in {@code grants}; if any of them holds for a call that
 *     is not granted, the answer is ENOSYS, whatever {@code denial} says
 * @param observed the numbers whose granted calls get {@code observe}
 * @param unobserved by number: alternatives, as in {@code grants}; if any of them holds for a
 *     granted call, it is not observed
 * @param observe what those get, usually {@link Action#USER_NOTIF}
 * @param foreign for another architecture, for x32, and for the number -1; not {@link
 *     Action#ALLOW}, because every call has a twin in a foreign ABI, and a filter that lets those
 *     in refuses nothing
 * @param denial for what is not granted
 * @param grantUnlisted whether a call with no entry in {@code grants} and {@code fixed} is granted:
 *     for a small filter that only refuses a few calls
 * @param pid the process that locks, for {@link ArgCheck#ownPid}; may be 0 if no check uses it
 */
public record FilterSpec(
    Arch arch,
    Map<Integer, List<List<ArgCheck>>> grants,
    Map<Integer, Action> fixed,
    Map<Integer, List<List<ArgCheck>>> quiet,
    Set<Integer> observed,
    Map<Integer, List<List<ArgCheck>>> unobserved,
    Action observe,
    Action foreign,
    Denial denial,
    boolean grantUnlisted,
    int pid) {

  public FilterSpec {
    Objects.requireNonNull(arch, "arch");
    Objects.requireNonNull(observe, "observe");
    Objects.requireNonNull(foreign, "foreign");
    Objects.requireNonNull(denial, "denial");
    grants = sorted(grants);
    quiet = sorted(quiet);
    unobserved = sorted(unobserved);
    fixed = Collections.unmodifiableMap(new TreeMap<>(fixed));
    observed = Collections.unmodifiableSet(new TreeSet<>(observed));

    requireNumbers(arch, grants.keySet(), "grants");
    requireNumbers(arch, fixed.keySet(), "fixed");
    requireNumbers(arch, quiet.keySet(), "quiet");
    requireNumbers(arch, observed, "observed");
    requireNumbers(arch, unobserved.keySet(), "unobserved");
    if (denial instanceof Denial.Trap trap) {
      requireNumbers(arch, trap.never(), "denial.never");
    }
    if (fixed.containsValue(null)) {
      throw new NullPointerException("fixed: an action is null");
    }
    if (foreign.equals(Action.ALLOW) || foreign.equals(Action.LOG)) {
      throw new IllegalArgumentException("foreign lets calls in: " + foreign);
    }
    if (pid < 0
        || (pid == 0
            && Stream.of(grants, quiet, unobserved)
                .flatMap(FilterSpec::checks)
                .anyMatch(ArgCheck::ownPid))) {
      throw new IllegalArgumentException("pid " + pid);
    }
  }

  /**
   * A small filter beside the rules of Landlock: it grants what it does not list, and what it
   * refuses fails with EACCES, as Landlock would let it fail.
   *
   * @param grants as in a spec; an entry without alternatives refuses the call
   */
  public static FilterSpec guard(Arch arch, Map<Integer, List<List<ArgCheck>>> grants) {
    return new FilterSpec(
        arch,
        grants,
        Map.of(),
        Map.of(),
        Set.of(),
        Map.of(),
        Action.USER_NOTIF,
        Action.enosys(),
        new Denial.Plain(Action.errno(Errno.EACCES)),
        true,
        0);
  }

  /** Sorted, so that equal specs compile to the same code. */
  private static Map<Integer, List<List<ArgCheck>>> sorted(
      Map<Integer, List<List<ArgCheck>>> byNumber) {
    TreeMap<Integer, List<List<ArgCheck>>> copy = new TreeMap<>();
    byNumber.forEach((nr, any) -> copy.put(nr, any.stream().map(List::copyOf).toList()));
    return Collections.unmodifiableMap(copy);
  }

  private static Stream<ArgCheck> checks(Map<Integer, List<List<ArgCheck>>> grants) {
    return grants.values().stream().flatMap(List::stream).flatMap(List::stream);
  }

  private static void requireNumbers(Arch arch, Set<Integer> numbers, String what) {
    for (int nr : numbers) {
      if (nr < 0 || (nr & arch.foreignBits()) != 0) {
        throw new IllegalArgumentException(
            "%s: no system call of %s: 0x%x".formatted(what, arch, nr));
      }
    }
  }
}
