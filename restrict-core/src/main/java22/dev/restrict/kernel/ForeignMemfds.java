package dev.restrict.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** By the libc of this process, through {@code java.lang.foreign}, which Java 22 brought. */
final class ForeignMemfds implements Memfds {

  private final Linker linker = Linker.nativeLinker();

  @Override
  public int create(String name, int flags) {
    MethodHandle create =
        function(
            "memfd_create",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.captureCallState("errno"));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      int fd = (int) create.invokeExact(errno, arena.allocateFrom(name), flags);
      return fd < 0 ? -errno.get(ValueLayout.JAVA_INT, 0) : fd;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close(int fd) {
    MethodHandle close =
        function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      int ignored = (int) close.invokeExact(fd);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    MemorySegment address =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("the libc has no " + name));
    return linker.downcallHandle(address, type, options);
  }
}
