package dev.restrict.linux;

/**
 * How a call ended that was tried in a child process.
 *
 * @param result the kernel's own: what the call returned, or -errno
 * @param signal the signal that ended the child in this call; 0 if there was an answer
 */
public record Answer(long result, int signal) {

  /** Whether a signal ended the process that made the call: SIGSYS is that of a filter. */
  public boolean killed() {
    return signal != 0;
  }

  /** The error; 0 for none. */
  public int errno() {
    return killed() || result >= 0 ? 0 : (int) -result;
  }

  @Override
  public String toString() {
    if (killed()) {
      return signal == Linux.SIGSYS ? "the process is killed (SIGSYS)" : "signal " + signal;
    }
    return result < 0 ? Errno.name(errno()) : String.valueOf(result);
  }
}
