package dev.restrict.linux;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * A system call convention: how the kernel names it to a filter, and its table of calls.
 *
 * <p>Another architecture is one more constant here and one more table. All of them are 64-bit and
 * little endian, which is what the filter assumes of {@code struct seccomp_data}.
 */
public enum Arch {
  /**
   * {@code AUDIT_ARCH_X86_64}. The x32 ABI shares this value and differs by {@code
   * __X32_SYSCALL_BIT} in the number, so a filter that looks at the architecture alone lets it in;
   * see {@code seccomp(2)}.
   */
  X86_64(0xc000_003e, 0x4000_0000, Set.of("amd64", "x86_64"), "x86_64.syscalls");

  private final int audit;
  private final int foreignBits;
  private final Set<String> osArch;
  private final NumberTable table;

  Arch(int audit, int foreignBits, Set<String> osArch, String table) {
    this.audit = audit;
    this.foreignBits = foreignBits;
    this.osArch = osArch;
    this.table = NumberTable.read(table);
  }

  /** The architecture that Java's system property {@code os.arch} names, if it is supported. */
  public static Optional<Arch> of(String osArch) {
    for (Arch arch : values()) {
      if (arch.osArch.contains(osArch)) {
        return Optional.of(arch);
      }
    }
    return Optional.empty();
  }

  /** The {@code AUDIT_ARCH_*} value of {@code linux/audit.h} that {@code seccomp_data} carries. */
  public int audit() {
    return audit;
  }

  /**
   * The bits of a call number that no call of this convention has set; where one is set, the call
   * belongs to another ABI, or is -1, which is none at all. 0 where the kernel has no such ABI.
   */
  public int foreignBits() {
    return foreignBits;
  }

  /**
   * The number of a system call.
   *
   * @param name the kernel's, such as {@code openat}
   * @throws IllegalArgumentException if the table has no such call
   */
  public int number(String name) {
    Integer number = table.number(name);
    if (number == null) {
      throw new IllegalArgumentException("%s has no system call '%s'".formatted(this, name));
    }
    return number;
  }

  /** The name of a system call; {@code syscall_999} where the table has no such number. */
  public String name(int number) {
    String name = table.name(number);
    return name != null ? name : "syscall_" + Integer.toUnsignedString(number);
  }

  /** Whether the table has a system call of this name. */
  public boolean has(String name) {
    return table.number(name) != null;
  }

  /** Every call of the table, by number; unmodifiable. */
  public SortedMap<Integer, String> numbers() {
    return table.names();
  }
}
