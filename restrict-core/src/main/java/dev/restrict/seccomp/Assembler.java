package dev.restrict.seccomp;

import dev.restrict.seccomp.Bpf.Instruction;
import dev.restrict.seccomp.Graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gives the nodes of a {@link Graph} their places. BPF only jumps forward, so the program is
 * written from its end: when a node's turn comes, the places of what follows it are known.
 */
final class Assembler {

  /** From the last instruction to the first. A place is an index here, so it never moves. */
  private final List<Instruction> reversed = new ArrayList<>();

  /** Where a node begins; for an answer, its nearest copy. */
  private final Map<Node, Integer> places = new HashMap<>();

  /** The nearest long jump to a node. */
  private final Map<Node, Integer> longJumps = new HashMap<>();

  private Assembler() {}

  static BpfProgram assemble(Node start) {
    Assembler assembler = new Assembler();
    assembler.write(start);
    if (assembler.reversed.size() > Bpf.MAX_INSTRUCTIONS) {
      throw Graph.tooLong();
    }
    Collections.reverse(assembler.reversed);
    return new BpfProgram(assembler.reversed);
  }

  private void write(Node node) {
    if (places.containsKey(node)) {
      return;
    }
    if (node.yes != null) {
      write(node.yes);
    }
    if (node.yes != null && node.no != null) {
      write(node.no);
      writeJump(node, node.yes, node.no);
    } else {
      if (node.yes != null && skippedTo(node.yes) != 0) {
        writeBridge(node.yes);
      }
      add(new Instruction(node.code, 0, 0, node.k));
    }
    places.put(node, reversed.size() - 1);
  }

  private void writeJump(Node node, Node yes, Node no) {
    bringNear(yes);
    bringNear(no);
    add(new Instruction(node.code, near(yes), near(no), node.k));
  }

  /** Makes the node reachable by the 8 bits of a conditional jump. */
  private void bringNear(Node node) {
    // One less than the limit, as the other target's bridge may still come in between.
    if (near(node) > Bpf.MAX_JUMP - 1) {
      writeBridge(node);
    }
  }

  /**
   * A long jump to the node, or the node itself if it is an answer, which is no longer than a jump.
   */
  private void writeBridge(Node node) {
    if (node.code == Bpf.RET) {
      add(new Instruction(Bpf.RET, 0, 0, node.k));
      places.put(node, reversed.size() - 1);
    } else {
      add(new Instruction(Bpf.JA, 0, 0, skippedTo(node)));
      longJumps.put(node, reversed.size() - 1);
    }
  }

  /** How many instructions the next one skips to reach the node, or a long jump to it. */
  private int near(Node node) {
    int direct = skippedTo(node);
    Integer jump = longJumps.get(node);
    return direct <= Bpf.MAX_JUMP || jump == null ? direct : skipped(jump);
  }

  private int skippedTo(Node node) {
    return skipped(Objects.requireNonNull(places.get(node), "not written yet"));
  }

  private int skipped(int place) {
    return reversed.size() - 1 - place;
  }

  private void add(Instruction instruction) {
    reversed.add(instruction);
  }
}
