package dev.restrict.seccomp;

import static dev.restrict.linux.Linux.BPF_ABS;
import static dev.restrict.linux.Linux.BPF_ALU;
import static dev.restrict.linux.Linux.BPF_AND;
import static dev.restrict.linux.Linux.BPF_JA;
import static dev.restrict.linux.Linux.BPF_JEQ;
import static dev.restrict.linux.Linux.BPF_JGE;
import static dev.restrict.linux.Linux.BPF_JMP;
import static dev.restrict.linux.Linux.BPF_JSET;
import static dev.restrict.linux.Linux.BPF_K;
import static dev.restrict.linux.Linux.BPF_LD;
import static dev.restrict.linux.Linux.BPF_MAXINSNS;
import static dev.restrict.linux.Linux.BPF_RET;
import static dev.restrict.linux.Linux.BPF_W;

/**
 * The part of classic BPF that a filter needs, with the names of {@code linux/filter.h} and {@code
 * linux/bpf_common.h}. All of it is in the subset that {@code seccomp_check_filter} accepts, and in
 * the smaller one that the kernel can evaluate ahead of time for its bitmap of allowed calls (Linux
 * 5.11), as long as nothing but the number and the architecture is loaded.
 */
final class Bpf {

  /** A = the 32-bit word of {@code seccomp_data} at k. */
  static final int LD = BPF_LD | BPF_W | BPF_ABS;

  /** A &= k. */
  static final int AND = BPF_ALU | BPF_AND | BPF_K;

  /** Skips k instructions; k has 32 bits. */
  static final int JA = BPF_JMP | BPF_JA;

  /** Skips jt instructions if A == k, else jf; 8 bits each. */
  static final int JEQ = BPF_JMP | BPF_JEQ | BPF_K;

  /** Like JEQ, if A >= k, both unsigned. */
  static final int JGE = BPF_JMP | BPF_JGE | BPF_K;

  /** Like JEQ, if A & k is not 0. */
  static final int JSET = BPF_JMP | BPF_JSET | BPF_K;

  /** Ends with the answer k. */
  static final int RET = BPF_RET | BPF_K;

  /** The longest program the kernel takes. */
  static final int MAX_INSTRUCTIONS = BPF_MAXINSNS;

  /** The greatest offset of a conditional jump. */
  static final int MAX_JUMP = 255;

  private Bpf() {}

  /**
   * One instruction, {@code struct sock_filter}.
   *
   * @param code what it does
   * @param jt how many instructions a conditional jump skips if its condition holds
   * @param jf how many it skips if not
   * @param k the operand
   */
  record Instruction(int code, int jt, int jf, int k) {}
}
