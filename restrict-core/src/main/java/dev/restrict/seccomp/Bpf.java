package dev.restrict.seccomp;

/**
 * The part of classic BPF that a filter needs, by the names of {@code linux/filter.h} and {@code
 * linux/bpf_common.h}. All of it is in the subset that {@code seccomp_check_filter} accepts, and in
 * the smaller one that the kernel can evaluate ahead of time for its bitmap of allowed calls (Linux
 * 5.11), as long as nothing but the number and the architecture is loaded.
 */
final class Bpf {

  /** {@code BPF_LD | BPF_W | BPF_ABS}: A = the 32-bit word of {@code seccomp_data} at k. */
  static final int LD = 0x20;

  /** {@code BPF_ALU | BPF_AND | BPF_K}: A &= k. */
  static final int AND = 0x54;

  /** {@code BPF_JMP | BPF_JA}: skips k instructions; k has 32 bits. */
  static final int JA = 0x05;

  /** {@code BPF_JMP | BPF_JEQ | BPF_K}: skips jt instructions if A == k, else jf; 8 bits each. */
  static final int JEQ = 0x15;

  /** {@code BPF_JMP | BPF_JGE | BPF_K}: as JEQ, if A >= k, both unsigned. */
  static final int JGE = 0x35;

  /** {@code BPF_JMP | BPF_JSET | BPF_K}: as JEQ, if A & k is not 0. */
  static final int JSET = 0x45;

  /** {@code BPF_RET | BPF_K}: ends with the answer k. */
  static final int RET = 0x06;

  /** {@code BPF_MAXINSNS}: the longest program the kernel takes. */
  static final int MAX_INSTRUCTIONS = 4096;

  /** The greatest offset of a conditional jump. */
  static final int MAX_JUMP = 255;

  private Bpf() {}

  /**
   * One instruction, {@code struct sock_filter}.
   *
   * @param code what it does
   * @param jt how many instructions a conditional jump skips if its condition holds
   * @param jf how many if not
   * @param k the operand
   */
  record Instruction(int code, int jt, int jf, int k) {}
}
