package dev.restrict.kernel;

import dev.restrict.RestrictException;
import dev.restrict.linux.Errno;

/** A system call of this library's own that the kernel refused. */
public final class SyscallException extends RestrictException {

  private static final long serialVersionUID = 1L;

  private final int errno;

  public SyscallException(String asked, int errno, String remedy) {
    super("%s: the kernel answered %s; %s".formatted(asked, Errno.name(errno), remedy));
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }
}
