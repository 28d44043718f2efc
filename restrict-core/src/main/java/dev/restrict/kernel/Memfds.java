package dev.restrict.kernel;

import static dev.restrict.linux.Linux.MFD_ALLOW_SEALING;
import static dev.restrict.linux.Linux.MFD_CLOEXEC;
import static dev.restrict.linux.Linux.MFD_EXEC;
import static dev.restrict.linux.Linux.MFD_NOEXEC_SEAL;

import dev.restrict.linux.Errno;
import java.io.IOException;
import java.nio.file.Path;

/** Files in memory, {@code memfd_create(2)}, whoever makes the call. */
interface Memfds {

  /** The call itself: a descriptor or -errno. */
  int create(String name, int flags);

  void close(int fd);

  /** One that can be mapped, executable too, but not executed; or -errno. */
  default int forData(String name) {
    return sealable(name, MFD_NOEXEC_SEAL);
  }

  /** One that can be executed; or -errno, which is {@code EACCES} under vm.memfd_noexec=2. */
  default int forProgram(String name) {
    return sealable(name, MFD_EXEC);
  }

  private int sealable(String name, int executable) {
    int fd = create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | executable);
    // Linux 6.3 brought the two flags; before it every memfd is executable.
    return fd == -Errno.EINVAL ? create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING) : fd;
  }

  /**
   * Code that can be loaded by its path in /proc.
   *
   * @throws Refused if it cannot be had
   */
  default int holding(NativeFile file) throws Refused {
    return fill(forData(file.name()), file);
  }

  /**
   * A program that can be executed.
   *
   * @throws Refused if it cannot be had
   */
  default int holdingProgram(NativeFile file) throws Refused {
    return fill(forProgram(file.name()), file);
  }

  private int fill(int fd, NativeFile file) throws Refused {
    if (fd < 0) {
      throw new Refused(Errno.name(-fd));
    }
    try {
      file.writeTo(Path.of(path(fd)));
      return fd;
    } catch (IOException e) {
      close(fd);
      throw new Refused(e);
    }
  }

  /**
   * By what path it is loaded. Not /proc/self/fd, which others use too: glibc takes a library that
   * it knows by the same path for the same.
   */
  static String path(int fd) {
    return "/proc/thread-self/fd/" + fd;
  }
}
