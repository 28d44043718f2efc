package dev.restrict.kernel;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import dev.restrict.linux.Errno;

/** By the libc of this process, through JNA. */
final class JnaMemfds implements Memfds {

  @Override
  public int create(String name, int flags) {
    try {
      int fd =
          NativeLibrary.getProcess()
              .getFunction("memfd_create")
              .invokeInt(new Object[] {name, flags});
      return fd < 0 ? -Native.getLastError() : fd;
    } catch (UnsatisfiedLinkError e) {
      return -Errno.ENOSYS; // glibc before 2.27
    }
  }

  @Override
  public void close(int fd) {
    NativeLibrary.getProcess().getFunction("close").invokeInt(new Object[] {fd});
  }
}
