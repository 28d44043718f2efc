package dev.restrict;

/** The kernel, the architecture or the operating system lacks a layer that the policy needs. */
public final class UnsupportedKernelException extends RestrictException {

  private static final long serialVersionUID = 1L;

  public UnsupportedKernelException(String message) {
    super(message);
  }
}
