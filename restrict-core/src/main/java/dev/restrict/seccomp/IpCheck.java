package dev.restrict.seccomp;

import dev.restrict.linux.SeccompData;
import dev.restrict.seccomp.Graph.Node;
import java.util.List;

/**
 * The code that decides by the address a call comes from. BPF has no 64-bit comparison, so this
 * searches by the high word, and then, for the words that need it, by the low word.
 */
final class IpCheck {

  private static final long MAX_WORD = 0xffff_ffffL;

  private final Graph graph;
  private final List<IpRange> ranges;
  private final Node inside;
  private final Node outside;

  private IpCheck(Graph graph, List<IpRange> ranges, Node inside, Node outside) {
    this.graph = graph;
    this.ranges = ranges;
    this.inside = inside;
    this.outside = outside;
  }

  static Node compile(Graph graph, List<IpRange> ranges, Node inside, Node outside) {
    if (inside == outside || ranges.isEmpty()) {
      return outside;
    }
    return new IpCheck(graph, ranges, inside, outside).high();
  }

  private Node high() {
    RangeSearch search = new RangeSearch(graph, low(0));
    for (IpRange range : ranges) {
      // Between the words that contain an edge, one word is like another.
      for (long edge : new long[] {range.start(), range.end()}) {
        long word = edge >>> 32;
        search.startAt(word, low(word));
        search.startAt(word + 1, low(word + 1));
      }
    }
    Node node = search.build();
    return node == inside || node == outside ? node : graph.load(SeccompData.IP_HIGH, node);
  }

  /** Decides by the low word for this high word. */
  private Node low(long high) {
    if (high > MAX_WORD) {
      return outside;
    }
    long first = high << 32;
    long last = first | MAX_WORD;
    RangeSearch search = new RangeSearch(graph, at(first));
    for (IpRange range : ranges) {
      for (long edge : new long[] {range.start(), range.end()}) {
        if (Long.compareUnsigned(edge, first) >= 0 && Long.compareUnsigned(edge, last) <= 0) {
          search.startAt(edge & MAX_WORD, at(edge));
        }
      }
    }
    Node node = search.build();
    return node == inside || node == outside ? node : graph.load(SeccompData.IP_LOW, node);
  }

  private Node at(long address) {
    return ranges.stream().anyMatch(range -> range.contains(address)) ? inside : outside;
  }
}
