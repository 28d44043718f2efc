package dev.restrict.seccomp;

import dev.restrict.RestrictException;
import dev.restrict.linux.SeccompData;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A filter as a graph of instructions that know their successors, but not their places yet. It is
 * built from its ends, the answers, towards its start. Equal parts are made once: asking again
 * gives the same node, so equal verdicts are the same object and equal checks share their code.
 */
final class Graph {

  private final Map<Key, Node> nodes = new HashMap<>();

  private record Key(int code, int k, @Nullable Node yes, @Nullable Node no) {}

  /** An instruction. It does not define equals: within one graph, equal nodes are the same node. */
  static final class Node {

    /** One of {@link Bpf}. */
    final int code;

    final int k;

    /** Where a conditional jump goes if it holds; what follows any other; null after an answer. */
    final @Nullable Node yes;

    /** Where a conditional jump goes if not; null for any other instruction. */
    final @Nullable Node no;

    private Node(Key key) {
      code = key.code;
      k = key.k;
      yes = key.yes;
      no = key.no;
    }
  }

  /** Answers. */
  Node ret(Action action) {
    return node(Bpf.RET, action.value(), null, null);
  }

  /** Loads a word of {@link SeccompData}, then goes on. */
  Node load(int offset, Node next) {
    return node(Bpf.LD, offset, next, null);
  }

  /** Keeps the bits of the mask, then goes on. */
  Node and(int mask, Node next) {
    return node(Bpf.AND, mask, next, null);
  }

  /** Jumps by {@link Bpf#JEQ}, {@link Bpf#JGE} or {@link Bpf#JSET}. */
  Node jump(int code, int k, Node yes, Node no) {
    return node(code, k, yes, no);
  }

  private Node node(int code, int k, @Nullable Node yes, @Nullable Node no) {
    Node node = nodes.computeIfAbsent(new Key(code, k, yes, no), Node::new);
    if (nodes.size() > Bpf.MAX_INSTRUCTIONS) {
      throw tooLong();
    }
    return node;
  }

  /** The kernel would just answer EINVAL, which explains nothing. */
  static RestrictException tooLong() {
    return new RestrictException(
        ("the system call filter needs more than the %d instructions that the kernel takes;"
                + " use fewer argument conditions")
            .formatted(Bpf.MAX_INSTRUCTIONS));
  }
}
