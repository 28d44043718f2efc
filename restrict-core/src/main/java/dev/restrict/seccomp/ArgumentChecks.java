package dev.restrict.seccomp;

import dev.restrict.linux.SeccompData;
import dev.restrict.promise.ArgCheck;
import dev.restrict.seccomp.Graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The code that grants a call if all checks of any alternative hold.
 *
 * <p>Alternatives that begin with different values of the same bits are told apart by one search,
 * and a word that the accumulator still holds is not loaded again. Otherwise they are tried in the
 * order given, so the most common one should come first.
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

  /** Tries alternatives and goes to another step if none holds. */
  private final class Step {

    /** Whether some alternative has no test left. */
    private final boolean holds;

    /** Null if there is nothing to test. */
    private final @Nullable Branch branch;

    /** Null after the last step: the call is denied. */
    private final @Nullable Step otherwise;

    Step(List<List<WordTest>> alternatives, @Nullable Step otherwise) {
      this.otherwise = otherwise;
      this.holds = alternatives.stream().anyMatch(List::isEmpty);
      this.branch = holds || alternatives.isEmpty() ? null : new Branch(alternatives, otherwise);
    }

    Node enter(Held held) {
      if (holds) {
        return granted;
      }
      if (branch != null) {
        return branch.enter(held);
      }
      return otherwise == null ? denied : otherwise.enter(held);
    }
  }

  /**
   * Branches on the value of the bits that the first test of the first alternative looks at. What
   * follows is the same whatever the accumulator holds; the code for it is not, so it is made once
   * for each.
   */
  private final class Branch {

    private final WordTest first;
    private final Map<Held, Node> entries = new HashMap<>();

    /** What remains to be tested, by the value of those bits. */
    private final Map<Integer, Step> byValue = new LinkedHashMap<>();

    /** The alternatives that begin with a test of other bits, and what comes after them. */
    private final Step rest;

    Branch(List<List<WordTest>> alternatives, @Nullable Step otherwise) {
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
      Node known = entries.get(held);
      if (known != null) {
        return known;
      }
      boolean loads = !held.covers(first);
      Held loaded = loads ? new Held(first.offset(), -1) : held;
      Node test =
          byValue.size() == 1 && first.isBitTest() ? testBits(loaded) : compareValues(loaded);
      Node node = loads ? graph.load(first.offset(), test) : test;
      entries.put(held, node);
      return node;
    }

    private Node testBits(Held held) {
      Node holds = Objects.requireNonNull(byValue.get(first.value())).enter(held);
      Node fails = rest.enter(held);
      return first.value() == 0
          ? graph.jump(Bpf.JSET, first.mask(), fails, holds)
          : graph.jump(Bpf.JSET, first.mask(), holds, fails);
    }

    private Node compareValues(Held held) {
      Held masked = new Held(first.offset(), first.mask());
      Map<Integer, Node> targets = new LinkedHashMap<>();
      // No lambda: each alternative may go a few calls deeper, and there may be a thousand.
      for (Map.Entry<Integer, Step> branch : byValue.entrySet()) {
        targets.put(branch.getKey(), branch.getValue().enter(masked));
      }
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
    List<Map.Entry<Integer, Node>> choices = new ArrayList<>(targets.entrySet());
    Collections.reverse(choices);
    for (Map.Entry<Integer, Node> choice : choices) {
      node = graph.jump(Bpf.JEQ, choice.getKey(), choice.getValue(), node);
    }
    return node;
  }
}
