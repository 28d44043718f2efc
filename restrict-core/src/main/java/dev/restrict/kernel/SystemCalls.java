package dev.restrict.kernel;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.restrict.linux.Arch;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Raw system calls by name, with the kernel's own answer: the result, or -errno. */
public final class SystemCalls {

  private final Arch arch;

  public SystemCalls(Arch arch) {
    this.arch = arch;
    Librestrict.load();
  }

  public Arch arch() {
    return arch;
  }

  /**
   * A call whose arguments are numbers and pointers. Memory that an argument points to stays
   * allocated until the call returns; memory that is only pointed to from there does not, unless
   * the caller keeps it alive with {@link Reference#reachabilityFence}.
   */
  public long call(String name, @Nullable Object... arguments) {
    long[] a = registers(arguments);
    try {
      return Librestrict.syscall(arch.number(name), a[0], a[1], a[2], a[3], a[4], a[5]);
    } finally {
      // Only addresses were handed over: without this, the memory of an argument could be
      // collected, and freed, while the kernel still uses it.
      Reference.reachabilityFence(arguments);
    }
  }

  /** What the six registers hold. */
  static long[] registers(@Nullable Object[] arguments) {
    long[] registers = new long[6];
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] == null) {
        registers[i] = 0;
      } else if (arguments[i] instanceof Pointer pointer) {
        registers[i] = Pointer.nativeValue(pointer);
      } else {
        registers[i] = ((Number) arguments[i]).longValue();
      }
    }
    return registers;
  }

  /**
   * A call that has to succeed.
   *
   * @param asked what it was for, to name in the error
   * @param remedy what to do if it fails
   * @throws SyscallException if it fails
   */
  public long require(String asked, String remedy, String name, @Nullable Object... arguments) {
    long result = call(name, arguments);
    if (result < 0) {
      throw new SyscallException("%s (%s)".formatted(asked, name), (int) -result, remedy);
    }
    return result;
  }

  /** A string as C has it. */
  public static Memory string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Memory memory = new Memory(bytes.length + 1L);
    memory.write(0, bytes, 0, bytes.length);
    memory.setByte(bytes.length, (byte) 0);
    return memory;
  }

  /** Bytes in memory that C can read. */
  public static Memory bytes(byte[] bytes) {
    Memory memory = new Memory(Math.max(1, bytes.length));
    memory.write(0, bytes, 0, bytes.length);
    return memory;
  }

  /** Memory that has a descriptor, and that cannot be executed. */
  public int memfd(String name) {
    int fd = memfds().forData(name);
    if (fd < 0) {
      throw new SyscallException("memory for the referee (memfd_create)", -fd, "see RLIMIT_NOFILE");
    }
    return fd;
  }

  Memfds memfds() {
    return new Memfds() {
      @Override
      public int create(String name, int flags) {
        return (int) call("memfd_create", string(name), flags);
      }

      @Override
      public void close(int fd) {
        SystemCalls.this.close(fd);
      }
    };
  }

  public void close(int fd) {
    call("close", fd);
  }
}
