package dev.restrict.seccomp;

import dev.restrict.seccomp.Graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decides by the range that the accumulator lies in; the ranges cover all 32-bit numbers. It is a
 * balanced tree of comparisons, so the number of comparisons to any range is the logarithm of the
 * number of ranges. Neighbours with the same target are one range.
 */
final class RangeSearch {

  private final Graph graph;
  private final SortedMap<Long, Node> targets = new TreeMap<>();

  /** A search that leads to this target unless something else is set. */
  RangeSearch(Graph graph, Node otherwise) {
    this.graph = graph;
    targets.put(0L, otherwise);
  }

  /** From this number on, up to the next start that is set, the search leads to the target. */
  void startAt(long start, Node target) {
    targets.put(start, target);
  }

  /** Sets the target of one number, and leaves all others as they are. */
  void set(int number, Node target) {
    long start = Integer.toUnsignedLong(number);
    Node covering = targets.get(targets.headMap(start + 1).lastKey());
    targets.putIfAbsent(start + 1, covering);
    targets.put(start, target);
  }

  /** The tree; if there is only one range, its target, and the accumulator is not looked at. */
  Node build() {
    List<Range> ranges = new ArrayList<>();
    targets.forEach(
        (start, target) -> {
          boolean merges = !ranges.isEmpty() && ranges.get(ranges.size() - 1).target == target;
          if (start <= 0xffff_ffffL && !merges) {
            ranges.add(new Range(start, target));
          }
        });
    return search(ranges);
  }

  private record Range(long start, Node target) {}

  private Node search(List<Range> ranges) {
    Range first = ranges.get(0);
    if (ranges.size() == 1) {
      return first.target;
    }
    if (isOneNumberApart(ranges)) {
      Range one = ranges.get(1);
      return graph.jump(Bpf.JEQ, (int) one.start, one.target, first.target);
    }
    int middle = ranges.size() / 2;
    return graph.jump(
        Bpf.JGE,
        (int) ranges.get(middle).start,
        search(ranges.subList(middle, ranges.size())),
        search(ranges.subList(0, middle)));
  }

  /**
   * Whether this is a single number whose two neighbours are alike: one comparison does instead of
   * two.
   */
  private static boolean isOneNumberApart(List<Range> ranges) {
    return ranges.size() == 3
        && ranges.get(0).target == ranges.get(2).target
        && ranges.get(2).start == ranges.get(1).start + 1;
  }
}
