package dev.restrict.referee;

import dev.restrict.Layer;
import dev.restrict.Promise;
import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import dev.restrict.linux.Arch;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often each kind was denied. The referee counts every denied call by its number, even if
 * records were overwritten in a flood before they could be read; those count as the kind of the
 * last record with that number. Not safe for use by several threads.
 */
final class DenialCounts {

  private final Ring ring;
  private final Arch arch;
  private final boolean audit;
  private final long[] recorded;
  private final long[] withoutRecord;
  private final Map<Integer, Kind> lastKind = new HashMap<>();
  private final Map<Kind, Long> counts = new LinkedHashMap<>();
  private long judged;

  /** What is counted as one. */
  private record Kind(Layer layer, String syscall, Optional<Promise> promise) {}

  /**
   * @param audit whether the referee counts all that is recorded, not what the policy denies
   */
  DenialCounts(Ring ring, Arch arch, boolean audit) {
    this.ring = ring;
    this.arch = arch;
    this.audit = audit;
    this.recorded = new long[ring.countedCalls()];
    this.withoutRecord = new long[ring.countedCalls()];
  }

  /** A record was read and is a violation. */
  void add(Ring.Entry entry, Violation violation) {
    int slot = slot(entry.nr());
    Kind kind = new Kind(violation.layer(), name(entry.nr()), violation.promise());
    if (!entry.denied() || audit) {
      judged++;
      counts.merge(kind, 1L, Long::sum);
      return;
    }
    lastKind.put(slot, kind);
    // The handler of traps counts first and records afterwards, so this one may be counted already.
    if (withoutRecord[slot] > 0 && recorded[slot] + withoutRecord[slot] >= ring.denied(slot)) {
      withoutRecord[slot]--;
    } else {
      counts.merge(kind, 1L, Long::sum);
    }
    recorded[slot]++;
  }

  private int slot(int nr) {
    return Integer.compareUnsigned(nr, recorded.length - 1) < 0 ? nr : recorded.length - 1;
  }

  /** Numbers that the kernel does not have count as one: a caller may make up any number. */
  private String name(int nr) {
    String name = arch.name(nr);
    return name.startsWith("syscall_") ? "other" : name;
  }

  /** How many calls were denied so far. */
  long total() {
    return audit ? judged : ring.denied() + judged;
  }

  /**
   * Each kind.
   *
   * @param readRecords reads the records that have come so far
   */
  List<ViolationCount> kinds(Runnable readRecords) {
    if (audit) {
      readRecords.run();
      return listed();
    }
    long[] denied = new long[recorded.length];
    for (int slot = 0; slot < denied.length; slot++) {
      denied[slot] = ring.denied(slot);
    }
    // The referee records first and counts afterwards: from here on, what is counted and not
    // recorded was dropped.
    readRecords.run();
    for (int slot = 0; slot < denied.length; slot++) {
      long missing = denied[slot] - recorded[slot] - withoutRecord[slot];
      if (missing > 0) {
        Kind unknown = new Kind(Layer.SECCOMP, name(slot), Optional.empty());
        counts.merge(lastKind.getOrDefault(slot, unknown), missing, Long::sum);
        withoutRecord[slot] += missing;
      }
    }
    return listed();
  }

  private List<ViolationCount> listed() {
    return counts.entrySet().stream()
        .map(
            entry ->
                new ViolationCount(
                    entry.getKey().layer(),
                    entry.getKey().syscall(),
                    entry.getKey().promise(),
                    entry.getValue()))
        .toList();
  }
}
