package dev.restrict.promise;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Promise;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers questions about one call from the {@link PromiseTable}: which promises grant it, whether
 * the floor does, whether it is refused without a word. A call is its name, its six arguments and
 * the id of the process that locked.
 */
public final class Grants {

  /**
   * A grant, and what gives it.
   *
   * @param promise empty for the floor
   * @param withoutPorts whether it is granted only while no port rule is in force
   */
  private record Given(Optional<Promise> promise, Grant grant, boolean withoutPorts) {

    boolean by(Promise one) {
      return promise.filter(one::equals).isPresent();
    }

    boolean by(Policy policy) {
      return promised(policy) && !refusedByPorts(policy) && !choosesPort(policy);
    }

    boolean promised(Policy policy) {
      return promise.map(policy::has).orElse(true);
    }

    boolean refusedByPorts(Policy policy) {
      return withoutPorts && policy.ports().isPresent();
    }

    /** On an unbound socket, listen makes the kernel choose a TCP port; Landlock is not asked. */
    boolean choosesPort(Policy policy) {
      return grant.syscall().equals("listen") && policy.bindsNoPort() && !policy.has(Promise.UNIX);
    }
  }

  /** In the table's order: the floor first. */
  private static final List<Given> ALL =
      Stream.concat(
              given(Optional.empty(), PromiseTable.jvmFloor()),
              Stream.of(Promise.values())
                  .flatMap(promise -> given(Optional.of(promise), PromiseTable.of(promise))))
          .toList();

  private static final Map<String, List<Given>> BY_CALL =
      ALL.stream().collect(Collectors.groupingBy(one -> one.grant.syscall()));

  private Grants() {}

  private static Stream<Given> given(Optional<Promise> promise, PromiseEntry entry) {
    return Stream.concat(
        entry.calls().stream().map(grant -> new Given(promise, grant, false)),
        entry.callsWithoutPorts().stream().map(grant -> new Given(promise, grant, true)));
  }

  private static Stream<Given> given(String syscall) {
    return BY_CALL.getOrDefault(syscall, List.of()).stream();
  }

  private static Stream<Given> given(String syscall, long[] arguments, int pid) {
    return given(syscall).filter(one -> one.grant.holds(arguments, pid));
  }

  /**
   * Every grant of a policy that has promises: the floor's, then those of each promise.
   *
   * @throws java.util.NoSuchElementException if it has none: it filters no calls
   */
  public static List<Grant> of(Policy policy) {
    if (policy.promises().isEmpty()) {
      throw new NoSuchElementException("a policy without promises filters no calls");
    }
    return ALL.stream().filter(one -> one.by(policy)).map(Given::grant).toList();
  }

  /** Whether a policy grants a call, by its promises or, if it has none, by the floor. */
  public static boolean granted(Policy policy, String syscall, long[] arguments, int pid) {
    return given(syscall, arguments, pid).anyMatch(one -> one.by(policy));
  }

  /** Whether the floor grants a call. */
  public static boolean floor(String syscall, long[] arguments, int pid) {
    return given(syscall, arguments, pid).anyMatch(one -> one.promise.isEmpty());
  }

  /** The promises that grant a call; any one of them is enough. */
  public static Set<Promise> promises(String syscall, long[] arguments, int pid) {
    Set<Promise> promises = EnumSet.noneOf(Promise.class);
    given(syscall, arguments, pid).forEach(one -> one.promise.ifPresent(promises::add));
    return promises;
  }

  /** The grants of a promise, in the table, that cover a call. */
  public static List<Grant> of(Promise promise, String syscall, long[] arguments, int pid) {
    return given(syscall, arguments, pid).filter(one -> one.by(promise)).map(Given::grant).toList();
  }

  /** Whether a call is granted only while no port rule is in force. */
  public static boolean onlyWithoutPorts(String syscall, long[] arguments, int pid) {
    List<Given> all = given(syscall, arguments, pid).toList();
    return !all.isEmpty() && all.stream().allMatch(Given::withoutPorts);
  }

  /** Whether a policy promises a call, and refuses it only because it has port rules. */
  public static boolean refusedByPorts(Policy policy, String syscall, long[] arguments, int pid) {
    return given(syscall, arguments, pid)
        .anyMatch(one -> one.promised(policy) && one.refusedByPorts(policy));
  }

  /** Whether a policy promises a call, and refuses it only because no rule binds a TCP port. */
  public static boolean refusedWithoutBind(
      Policy policy, String syscall, long[] arguments, int pid) {
    return given(syscall, arguments, pid)
        .anyMatch(one -> one.promised(policy) && one.choosesPort(policy));
  }

  /** The promises that refuse a call without a word. */
  public static Set<Promise> refusingQuietly(String syscall, long[] arguments, int pid) {
    Set<Promise> promises = EnumSet.noneOf(Promise.class);
    for (Promise promise : Promise.values()) {
      if (PromiseTable.of(promise).refusedQuietly().stream()
          .anyMatch(grant -> grant.holds(syscall, arguments, pid))) {
        promises.add(promise);
      }
    }
    return promises;
  }

  /**
   * The calls that fail with ENOSYS and are seen by nobody: what a policy's promises refuse without
   * a word, and in mode kill what is only tried.
   */
  public static List<Grant> refusedQuietly(Policy policy) {
    Stream<Grant> tried =
        policy.mode() == Mode.KILL ? PromiseTable.tried().stream() : Stream.empty();
    return Stream.concat(
            policy.promises().orElseThrow().stream()
                .flatMap(promise -> PromiseTable.of(promise).refusedQuietly().stream()),
            tried)
        .toList();
  }

  /**
   * The promise that would grant a call: the first in the table's order that does so and has not
   * been promised. {@code exec} is named last: it also grants what the loaders of its programs
   * need, and if only that is missing, {@code prot_exec} is what is needed.
   */
  public static Optional<Promise> missing(
      String syscall, long[] arguments, int pid, Set<Promise> promised) {
    return promises(syscall, arguments, pid).stream()
        .filter(promise -> !promised.contains(promise))
        .min(Comparator.comparing(Promise.EXEC::equals));
  }

  /** The calls that the floor or any promise grants, by the kernel's names. */
  public static Set<String> calls() {
    return Collections.unmodifiableSet(BY_CALL.keySet());
  }

  /** Every condition in the table on a call's arguments, of the floor and of all promises. */
  public static List<ArgCheck> checks(String syscall) {
    return given(syscall).flatMap(one -> one.grant.checks().stream()).toList();
  }
}
