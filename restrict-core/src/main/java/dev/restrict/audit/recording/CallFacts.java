package dev.restrict.audit.recording;

import dev.restrict.Promise;
import dev.restrict.promise.ArgCheck;
import dev.restrict.promise.Grants;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes facts of calls, and asks the table of promises about a fact. A fact keeps of the arguments
 * only what the table looks at, so the same need is the same fact in every run.
 */
public final class CallFacts {

  /** A process id that stands for the one that locked, and one that stands for any other. */
  private static final int OWN = 0x7fff_ffff;

  private static final int OTHER = 0x7fff_fffe;

  /**
   * What the checks look at of an argument.
   *
   * @param mask the bits that any of them compares
   * @param id whether one takes them for a process
   * @param expected the values they are compared with
   */
  private record Looked(int index, long mask, boolean id, Set<Long> expected) {

    static Looked at(ArgCheck check) {
      return new Looked(check.index(), check.mask(), check.ownPid(), Set.of(check.value()));
    }

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

  private static final Map<String, List<Looked>> LOOKED =
      Grants.calls().stream().collect(Collectors.toMap(call -> call, CallFacts::looked));

  private CallFacts() {}

  private static List<Looked> looked(String syscall) {
    SortedMap<Integer, Looked> byIndex = new TreeMap<>();
    for (ArgCheck check : Grants.checks(syscall)) {
      byIndex.merge(check.index(), Looked.at(check), Looked::and);
    }
    return List.copyOf(byIndex.values());
  }

  /** What is kept of a call: the arguments that the table looks at, under its masks. */
  static Fact.Call of(String syscall, long[] args, int pid) {
    SortedMap<Integer, String> kept = new TreeMap<>();
    for (Looked looked : LOOKED.getOrDefault(syscall, List.of())) {
      kept.put(looked.index, looked.keep(args[looked.index], pid));
    }
    return new Fact.Call(syscall, kept);
  }

  /** Whether a word is an argument as {@link Fact.Call} has it. */
  public static boolean isArgument(String value) {
    return value.matches("own|other|0x[0-9a-f]{1,16}");
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

  /** Whether the floor of today's table grants what an older one did not. */
  public static boolean floor(Fact.Call call) {
    return Grants.floor(call.syscall(), args(call), OWN);
  }

  /** The promises that grant a call; any one of them is enough. */
  public static Set<Promise> promises(Fact.Call call) {
    return Grants.promises(call.syscall(), args(call), OWN);
  }

  /** The promises that refuse it without a word, so that it is not needed. */
  public static Set<Promise> refusingQuietly(Fact fact) {
    return fact instanceof Fact.Call call
        ? Grants.refusingQuietly(call.syscall(), args(call), OWN)
        : Set.of();
  }

  /** Whether a call is granted only while no port rule is in force. */
  public static boolean onlyWithoutPorts(Fact.Call call) {
    return Grants.onlyWithoutPorts(call.syscall(), args(call), OWN);
  }
}
