package dev.restrict;

/**
 * What to do where the kernel, the architecture or the operating system lacks a layer of the lock.
 */
public enum OnUnsupported {
  /** Fail with {@link UnsupportedKernelException}; nothing is locked. */
  FAIL,
  /** Enforce the layers that exist; name the missing one in {@link Status} and in the log. */
  WARN
}
