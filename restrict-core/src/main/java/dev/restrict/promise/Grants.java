package dev.restrict.promise;

import dev.restrict.Policy;
import dev.restrict.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Answers questions to the {@link PromiseTable}. */
public final class Grants {

  private Grants() {}

  /** Every grant of a policy that has promises: the floor's, then those of each promise. */
  public static List<Grant> of(Policy policy) {
    List<Grant> grants = new ArrayList<>(PromiseTable.jvmFloor().calls());
    for (Promise promise : policy.promises().orElseThrow()) {
      PromiseEntry entry = PromiseTable.of(promise);
      grants.addAll(entry.calls());
      if (policy.ports().isEmpty()) {
        grants.addAll(entry.callsWithoutPorts());
      }
    }
    if (policy.bindsNoPort() && !policy.has(Promise.UNIX)) {
      // On an unbound socket it makes the kernel choose a TCP port, and Landlock is not asked.
      grants.removeIf(grant -> grant.syscall().equals("listen"));
    }
    return grants;
  }

  /** Whether a policy grants a call, by its promises; without any, by the floor. */
  public static boolean granted(Policy policy, String syscall, long[] arguments, int pid) {
    List<Grant> grants =
        policy.promises().isPresent() ? of(policy) : PromiseTable.jvmFloor().calls();
    return grants.stream()
        .anyMatch(grant -> grant.syscall().equals(syscall) && grant.holds(arguments, pid));
  }

  /** The calls that a policy's promises refuse without a word. */
  public static List<Grant> refusedQuietly(Policy policy) {
    return policy.promises().orElseThrow().stream()
        .flatMap(promise -> PromiseTable.of(promise).refusedQuietly().stream())
        .toList();
  }

  /**
   * The promise that would grant a call: the first in the table's order that does and is not among
   * the promised. {@code exec} is the last to be named: it grants what the loaders of its programs
   * need, too, and who only lacks that needs {@code prot_exec}.
   *
   * @param arguments the call's six
   * @param pid the process that locked
   */
  public static Optional<Promise> missing(
      String syscall, long[] arguments, int pid, Set<Promise> promised) {
    return Stream.of(Promise.values())
        .filter(promise -> !promised.contains(promise))
        .filter(promise -> grants(PromiseTable.of(promise), syscall, arguments, pid))
        .min(Comparator.comparing(Promise.EXEC::equals));
  }

  private static boolean grants(PromiseEntry entry, String syscall, long[] arguments, int pid) {
    return Stream.concat(entry.calls().stream(), entry.callsWithoutPorts().stream())
        .anyMatch(grant -> grant.syscall().equals(syscall) && grant.holds(arguments, pid));
  }

  /** Whether a call is refused only because port rules are in force. */
  public static boolean refusedByPorts(
      String syscall, long[] arguments, int pid, Set<Promise> promised) {
    return promised.stream()
        .flatMap(promise -> PromiseTable.of(promise).callsWithoutPorts().stream())
        .anyMatch(grant -> grant.syscall().equals(syscall) && grant.holds(arguments, pid));
  }
}
