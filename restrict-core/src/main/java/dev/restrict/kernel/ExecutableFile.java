package dev.restrict.kernel;

import static dev.restrict.linux.Linux.AT_FDCWD;
import static dev.restrict.linux.Linux.F_RDLCK;
import static dev.restrict.linux.Linux.F_SETLEASE;
import static dev.restrict.linux.Linux.F_UNLCK;
import static dev.restrict.linux.Linux.O_CLOEXEC;
import static dev.restrict.linux.Linux.O_RDONLY;

import dev.restrict.RestrictException;
import dev.restrict.kernel.NativeFolder.Placed;
import dev.restrict.linux.Errno;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A program of the class path as a descriptor that may be executed, whatever is mounted noexec. */
public final class ExecutableFile {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private ExecutableFile() {}

  /**
   * Opens it, in memory if the kernel allows that, else in one of the folders for native code; it
   * has no name any more.
   *
   * @param name its file name, in the folder of the architecture
   * @throws RestrictException if it may be executed from nowhere
   */
  public static int open(SystemCalls calls, String name) {
    NativeFile file =
        NativeFile.read(ExecutableFile.class, "/%s/%s".formatted(calls.arch().platform(), name));
    Attempts attempts = new Attempts(name);
    try {
      return calls.memfds().holdingProgram(file);
    } catch (Refused e) {
      attempts.add("memory", e);
    }
    return attempts
        .inFolders(file, (folder, placed) -> open(calls, placed))
        .orElseThrow(
            () ->
                new RestrictException(
                    attempts.message("executed") + ", or set vm.memfd_noexec below 2"));
  }

  private static int open(SystemCalls calls, Placed placed) throws Refused {
    int fd =
        (int)
            calls.call(
                "openat",
                AT_FDCWD,
                SystemCalls.string(placed.path().toString()),
                O_RDONLY | O_CLOEXEC | calls.arch().O_NOFOLLOW);
    if (fd < 0) {
      throw new Refused(Errno.name(-fd));
    }
    // A child that another thread just starts may have inherited the descriptor that wrote it, and
    // until it lets go execve answers ETXTBSY. A lease is refused for as long.
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (placed.ours()
        && calls.call("fcntl", fd, F_SETLEASE, F_RDLCK) == -Errno.EAGAIN
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    calls.call("fcntl", fd, F_SETLEASE, F_UNLCK);
    return fd;
  }
}
