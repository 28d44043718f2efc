package dev.restrict.seccomp;

import dev.restrict.linux.Arch;
import dev.restrict.linux.Structs;
import dev.restrict.seccomp.Bpf.Instruction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A compiled filter: what {@code seccomp(SECCOMP_SET_MODE_FILTER)} takes. Immutable. */
public final class BpfProgram {

  private final List<Instruction> instructions;

  BpfProgram(List<Instruction> instructions) {
    this.instructions = List.copyOf(instructions);
  }

  /** How many instructions: the {@code len} of {@code struct sock_fprog}. */
  public int size() {
    return instructions.size();
  }

  /**
   * The array of {@code struct sock_filter} that the {@code filter} of {@code struct sock_fprog}
   * points to, little endian: 16 bits code, 8 bits jt, 8 bits jf, 32 bits k for each instruction.
   * Each call returns a new array.
   */
  public byte[] toNative() {
    ByteBuffer buffer =
        ByteBuffer.allocate(size() * Structs.SOCK_FILTER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction instruction : instructions) {
      buffer
          .putShort((short) instruction.code())
          .put((byte) instruction.jt())
          .put((byte) instruction.jf())
          .putInt(instruction.k());
    }
    return buffer.array();
  }

  /** The program for a human reader, one instruction a line, with the names of the system calls. */
  public String dump(Arch arch) {
    return Disassembler.dump(instructions, arch::name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BpfProgram program && instructions.equals(program.instructions);
  }

  @Override
  public int hashCode() {
    return instructions.hashCode();
  }

  /** Like {@link #dump}, with the numbers of the system calls. */
  @Override
  public String toString() {
    return Disassembler.dump(instructions, String::valueOf);
  }
}
