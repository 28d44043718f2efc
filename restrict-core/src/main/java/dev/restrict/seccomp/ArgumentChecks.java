package dev.restrict.seccomp;

import dev.restrict.linux.SeccompData;
import dev.restrict.promise.ArgCheck;
import dev.restrict.seccomp.Graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The code that grants a call if all checks of any alternative hold.
 *
 * <p>Alternatives that begin with different values of the same bits are told apart by one search,
 * and a word that the accumulator still holds is not loaded again. Otherwise they are tried in the
 * order given, so the commonest should be first.
 */
final class ArgumentChecks {

  /** Up to this many values, comparing one by one is as fast as a tree, and keeps their order. */
  private static final int FEW = 3;

  /** Guards the recursion below; a call with as many alternatives hardly fits anyway. */
  private static final int MAX_ALTERNATIVES = 1024;

  private final Graph graph;
  private final Node granted;
  private final Node denied;

  private ArgumentChecks(Graph graph, Node granted, Node denied) {
    this.graph = graph;
    this.granted = granted;
    this.denied = denied;
  }

  static Node compile(
      Graph graph, List<List<ArgCheck>> alternatives, int pid, Node granted, Node denied) {
    if (granted == denied) {
      return granted;
    }
    if (alternatives.size() > MAX_ALTERNATIVES) {
      throw Graph.tooLong();
    }
    List<List<WordTest>> tests =
        alternatives.stream()
            .map(all -> all.stream().flatMap(check -> WordTest.of(check, pid).stream()).toList())
            .distinct()
            .toList();
    return new ArgumentChecks(graph, granted, denied).new Step(tests, null).enter(Held.NOTHING);
  }

  /** What the accumulator holds: the masked word at an offset of {@link SeccompData}. */
  private record Held(int offset, int mask) {

    static final Held NOTHING = new Held(-1, 0);

    boolean covers(WordTest test) {
      return offset == test.offset() && (mask & test.mask()) == test.mask();
    }
  }

  /**
   * Tries alternatives and goes to another step where none holds. What follows is the same whatever
   * the accumulator holds; the code for it is not, and is made once for each.
   */
  private final class Step {

    private final Step otherwise;
    private final Map<Held, Node> entries = new HashMap<>();

    /** Whether an alternative has no test left. */
    private final boolean holds;

    /** The first test of the first alternative; null where there is nothing to test. */
    private WordTest first;

    /** By the value of the bits that {@code first} looks at: what remains to be tested. */
    private final Map<Integer, Step> byValue = new LinkedHashMap<>();

    /** The alternatives that begin with a test of other bits, and what comes after those. */
    private Step rest;

    Step(List<List<WordTest>> alternatives, Step otherwise) {
      this.otherwise = otherwise;
      this.holds = alternatives.stream().anyMatch(List::isEmpty);
      if (!holds && !alternatives.isEmpty()) {
        split(alternatives);
      }
    }

    private void split(List<List<WordTest>> alternatives) {
      first = alternatives.get(0).get(0);
      Map<Integer, List<List<WordTest>>> tails = new LinkedHashMap<>();
      List<List<WordTest>> others = new ArrayList<>();
      for (List<WordTest> alternative : alternatives) {
        WordTest test = alternative.get(0);
        if (test.sameBits(first)) {
          tails
              .computeIfAbsent(test.value(), value -> new ArrayList<>())
              .add(alternative.subList(1, alternative.size()));
        } else {
          others.add(alternative);
        }
      }
      rest = new Step(others, otherwise);
      tails.forEach((value, tail) -> byValue.put(value, new Step(tail, rest)));
    }

    Node enter(Held held) {
      Node node = entries.get(held);
      if (node == null) {
        node = build(held);
        entries.put(held, node);
      }
      return node;
    }

    private Node build(Held held) {
      if (holds) {
        return granted;
      }
      if (first == null) {
        return otherwise == null ? denied : otherwise.enter(held);
      }
      Held loaded = held.covers(first) ? held : new Held(first.offset(), -1);
      Node node =
          byValue.size() == 1 && first.isBitTest() ? testBits(loaded) : compareValues(loaded);
      return loaded == held ? node : graph.load(first.offset(), node);
    }

    private Node testBits(Held held) {
      Node holds = byValue.get(first.value()).enter(held);
      Node fails = rest.enter(held);
      return first.value() == 0
          ? graph.jump(Bpf.JSET, first.mask(), fails, holds)
          : graph.jump(Bpf.JSET, first.mask(), holds, fails);
    }

    private Node compareValues(Held held) {
      Held masked = new Held(first.offset(), first.mask());
      Map<Integer, Node> targets = new LinkedHashMap<>();
      byValue.forEach((value, step) -> targets.put(value, step.enter(masked)));
      Node node = choose(targets, rest.enter(masked));
      return held.mask == first.mask() ? node : graph.and(first.mask(), node);
    }
  }

  private Node choose(Map<Integer, Node> targets, Node otherwise) {
    if (targets.size() > FEW) {
      RangeSearch search = new RangeSearch(graph, otherwise);
      targets.forEach(search::set);
      return search.build();
    }
    Node node = otherwise;
    List<Integer> values = new ArrayList<>(targets.keySet());
    for (int i = values.size() - 1; i >= 0; i--) {
      node = graph.jump(Bpf.JEQ, values.get(i), targets.get(values.get(i)), node);
    }
    return node;
  }
}
