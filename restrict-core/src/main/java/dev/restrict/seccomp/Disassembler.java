package dev.restrict.seccomp;

import dev.restrict.linux.SeccompData;
import dev.restrict.seccomp.Bpf.Instruction;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Writes a program for a human reader. How an operand is shown depends on what it is compared with:
 * a call number is shown by name.
 */
final class Disassembler {

  /** The accumulator holds no single known word. */
  private static final int UNKNOWN = -1;

  /** No way to the instruction has been seen yet. */
  private static final int UNREACHED = -2;

  private final List<Instruction> instructions;
  private final IntFunction<String> callName;

  /** For each instruction, the offset of the word that the accumulator holds before it. */
  private final int[] held;

  private Disassembler(List<Instruction> instructions, IntFunction<String> callName) {
    this.instructions = instructions;
    this.callName = callName;
    this.held = new int[instructions.size()];
  }

  static String dump(List<Instruction> instructions, IntFunction<String> callName) {
    return new Disassembler(instructions, callName).dump();
  }

  private String dump() {
    Arrays.fill(held, UNREACHED);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < instructions.size(); i++) {
      text.append("%4d: %s%n".formatted(i, line(i)));
    }
    return text.toString();
  }

  /**
   * Writes one instruction. All jumps go forward, so what it leaves in the accumulator is noted on
   * the way.
   */
  private String line(int i) {
    Instruction instruction = instructions.get(i);
    int k = instruction.k();
    return switch (instruction.code()) {
      case Bpf.LD -> {
        flow(i + 1, k);
        yield "load " + SeccompData.name(k);
      }
      case Bpf.AND -> {
        flow(i + 1, UNKNOWN);
        yield "and  0x%x".formatted(k);
      }
      case Bpf.JA -> {
        flow(i + 1 + k, held[i]);
        yield "goto " + (i + 1 + k);
      }
      case Bpf.RET -> "ret  " + new Action(k);
      default -> {
        int yes = i + 1 + instruction.jt();
        int no = i + 1 + instruction.jf();
        flow(yes, held[i]);
        flow(no, held[i]);
        yield "if   %s goto %d else %d".formatted(condition(instruction, held[i]), yes, no);
      }
    };
  }

  private String condition(Instruction jump, int held) {
    int k = jump.k();
    String left = held < 0 ? "A" : SeccompData.name(held);
    return switch (jump.code()) {
      case Bpf.JSET -> "%s & 0x%x".formatted(left, k);
      case Bpf.JEQ -> left + " == " + operand(held, k);
      case Bpf.JGE -> left + " >= " + operand(held, k);
      default -> throw new IllegalStateException("instruction 0x%02x".formatted(jump.code()));
    };
  }

  private String operand(int held, int k) {
    return held == SeccompData.NR ? callName.apply(k) : "0x%x".formatted(k);
  }

  private void flow(int to, int offset) {
    held[to] = held[to] == UNREACHED || held[to] == offset ? offset : UNKNOWN;
  }
}
