package dev.restrict.linux;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * A system call convention: how the kernel names it to a filter, its table of calls, and what else
 * differs between architectures.
 *
 * <p>Another architecture is one more constant here, a table of calls named like the constant, a
 * section in arch.h and a line in build.sh. All of them are 64-bit and little endian, which is what
 * the filter assumes of {@code struct seccomp_data}.
 */
public enum Arch {
  /**
   * {@code AUDIT_ARCH_X86_64}. The x32 ABI shares this value and differs by {@code
   * __X32_SYSCALL_BIT} in the number, so a filter that looks only at the architecture lets it in;
   * see {@code seccomp(2)}.
   */
  X86_64(
      0xc000_003e,
      0x4000_0000,
      List.of("amd64", "x86_64"),
      "linux-x86-64",
      // O_DIRECTORY, O_NOFOLLOW, O_DIRECT, O_LARGEFILE
      0200000,
      0400000,
      040000,
      0100000),

  /**
   * {@code AUDIT_ARCH_AARCH64}. Calls of 32-bit programs are {@code AUDIT_ARCH_ARM}, so no number
   * of this value belongs to another ABI. The calls that it lacks are those that have a newer form,
   * such as {@code openat} for {@code open}.
   */
  AARCH64(
      0xc000_00b7,
      0,
      List.of("aarch64"),
      "linux-aarch64",
      // O_DIRECTORY, O_NOFOLLOW, O_DIRECT, O_LARGEFILE
      040000,
      0100000,
      0200000,
      0400000);

  // The flags of open(2) whose numbers differ between architectures.
  public final int O_DIRECTORY;
  public final int O_NOFOLLOW;
  public final int O_DIRECT;
  public final int O_LARGEFILE;

  private final int audit;
  private final int foreignBits;
  private final List<String> osArch;
  private final String platform;
  private final NumberTable table;

  Arch(
      int audit,
      int foreignBits,
      List<String> osArch,
      String platform,
      int directory,
      int noFollow,
      int direct,
      int largeFile) {
    this.audit = audit;
    this.foreignBits = foreignBits;
    this.osArch = osArch;
    this.platform = platform;
    this.O_DIRECTORY = directory;
    this.O_NOFOLLOW = noFollow;
    this.O_DIRECT = direct;
    this.O_LARGEFILE = largeFile;
    this.table = NumberTable.read(name().toLowerCase(Locale.ROOT) + ".syscalls");
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

  /** What Java's {@code os.arch} calls the supported architectures, one name for each. */
  public static List<String> osArchs() {
    return Stream.of(values()).map(arch -> arch.osArch.get(0)).toList();
  }

  /** What JNA calls Linux on it: the folder of the class path that holds the C half. */
  public String platform() {
    return platform;
  }

  /** The {@code AUDIT_ARCH_*} value of {@code linux/audit.h} that {@code seccomp_data} carries. */
  public int audit() {
    return audit;
  }

  /**
   * The bits of a call number that no call of this convention has set; if one is set, the call
   * belongs to another ABI, or is -1, which is no call at all. 0 if the kernel has no such ABI.
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

  /** The name of a system call; such as {@code syscall_999} if the table has no such number. */
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
