package dev.restrict.audit.recording;

import dev.restrict.Promise;
import dev.restrict.promise.ArgCheck;
import dev.restrict.promise.Grant;
import dev.restrict.promise.PromiseEntry;
import dev.restrict.promise.PromiseTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The table of promises, by call. */
public final class CallTable {

  /** A process id that stands for the one that locked, and one that stands for any other. */
  private static final int OWN = 0x7fff_ffff;

  private static final int OTHER = 0x7fff_fffe;

  /** Every grant of a call; the promise is null for the floor. */
  private record Owned(Promise promise, Grant grant, boolean withoutPorts) {}

  /**
   * What the checks look at of an argument.
   *
   * @param mask the bits that any of them compares
   * @param id whether one takes them for a process
   * @param expected the values they are compared with
   */
  private record Looked(int index, long mask, boolean id, Set<Long> expected) {

    Looked and(Looked other) {
      Set<Long> both = new HashSet<>(expected);
      both.addAll(other.expected);
      return new Looked(index, mask | other.mask, id || other.id, both);
    }

    String keep(long argument, int pid) {
      long value = argument & mask;
      if (id && value != 0) {
        return value == (pid & mask) ? "own" : "other";
      }
      // Of a pointer it only matters whether it is the expected one, which is null.
      boolean pointer = mask == -1L;
      return pointer && !expected.contains(value) ? "other" : "0x" + Long.toHexString(value);
    }
  }

  private static final Map<String, List<Owned>> GRANTS = new HashMap<>();
  private static final Map<String, List<Looked>> LOOKED = new HashMap<>();

  static {
    add(null, PromiseTable.jvmFloor());
    for (Promise promise : Promise.values()) {
      add(promise, PromiseTable.of(promise));
    }
    GRANTS.forEach((syscall, grants) -> LOOKED.put(syscall, looked(grants)));
  }

  private CallTable() {}

  private static void add(Promise promise, PromiseEntry entry) {
    entry.calls().forEach(grant -> add(promise, grant, false));
    entry.callsWithoutPorts().forEach(grant -> add(promise, grant, true));
  }

  private static void add(Promise promise, Grant grant, boolean withoutPorts) {
    GRANTS
        .computeIfAbsent(grant.syscall(), name -> new ArrayList<>())
        .add(new Owned(promise, grant, withoutPorts));
  }

  private static List<Owned> grants(String syscall) {
    return GRANTS.getOrDefault(syscall, List.of());
  }

  /** Whether the floor grants a call. */
  public static boolean floor(String syscall, long[] args, int pid) {
    return grants(syscall).stream()
        .anyMatch(owned -> owned.promise == null && owned.grant.holds(args, pid));
  }

  /** What is kept of a call: the arguments that the table looks at, under its masks. */
  public static Fact.Call fact(String syscall, long[] args, int pid) {
    SortedMap<Integer, String> kept = new TreeMap<>();
    for (Looked looked : LOOKED.getOrDefault(syscall, List.of())) {
      kept.put(looked.index, looked.keep(args[looked.index], pid));
    }
    return new Fact.Call(syscall, kept);
  }

  private static List<Looked> looked(List<Owned> grants) {
    SortedMap<Integer, Looked> byIndex = new TreeMap<>();
    for (Owned owned : grants) {
      for (ArgCheck check : owned.grant.checks()) {
        byIndex.merge(
            check.index(),
            new Looked(check.index(), check.mask(), check.ownPid(), Set.of(check.value())),
            Looked::and);
      }
    }
    return List.copyOf(byIndex.values());
  }

  /** Arguments that the table judges as it did those that the fact was made of. */
  private static long[] args(Fact.Call call) {
    long[] args = new long[6];
    call.arguments()
        .forEach(
            (index, value) ->
                args[index] =
                    switch (value) {
                      case "own" -> OWN;
                      case "other" -> OTHER;
                      default -> Long.parseUnsignedLong(value.substring(2), 16);
                    });
    return args;
  }

  /** Whether a word is an argument as {@link #fact} writes it. */
  public static boolean isArgument(String value) {
    return value.matches("own|other|0x[0-9a-f]{1,16}");
  }

  /** Whether the floor of today's table grants what an older one did not. */
  public static boolean floor(Fact.Call call) {
    return floor(call.syscall(), args(call), OWN);
  }

  /** The promises that grant a call, any of which is enough. */
  public static Set<Promise> promises(Fact.Call call) {
    return promises(call.syscall(), args(call), OWN);
  }

  /** The promises that grant a call, any of which is enough. */
  public static Set<Promise> promises(String syscall, long[] args, int pid) {
    Set<Promise> promises = EnumSet.noneOf(Promise.class);
    for (Owned owned : grants(syscall)) {
      if (owned.promise != null && owned.grant.holds(args, pid)) {
        promises.add(owned.promise);
      }
    }
    return promises;
  }

  /** The promises that refuse a call without a word, so that it is not needed. */
  public static Set<Promise> quiet(Fact fact) {
    Set<Promise> promises = EnumSet.noneOf(Promise.class);
    if (fact instanceof Fact.Call call) {
      long[] args = args(call);
      for (Promise promise : Promise.values()) {
        for (Grant grant : PromiseTable.of(promise).refusedQuietly()) {
          if (grant.syscall().equals(call.syscall()) && grant.holds(args, OWN)) {
            promises.add(promise);
          }
        }
      }
    }
    return promises;
  }

  /** Whether a call is granted only while no port rule is in force. */
  public static boolean onlyWithoutPorts(Fact.Call call) {
    long[] args = args(call);
    List<Owned> holding =
        grants(call.syscall()).stream().filter(owned -> owned.grant.holds(args, OWN)).toList();
    return !holding.isEmpty() && holding.stream().allMatch(Owned::withoutPorts);
  }

  /** The grants of a promise that hold for a call. */
  public static List<Grant> holding(Promise promise, String syscall, long[] args, int pid) {
    return grants(syscall).stream()
        .filter(owned -> owned.promise == promise && owned.grant.holds(args, pid))
        .map(Owned::grant)
        .toList();
  }
}
