package dev.restrict;

/** The kernel, the architecture or the operating system lacks a layer that the policy needs. */
public final class UnsupportedKernelException extends RestrictException {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String remedy;

  /**
   * Without a remedy of its own.
   *
   * @param message what is missing and why, and what to do
   */
  public UnsupportedKernelException(String message) {
    super(message);
    this.problem = message;
    this.remedy = "";
  }

  /**
   * @param problem what is missing and why, without a full stop at the end
   * @param remedy what to change, as one or more sentences
   */
  public UnsupportedKernelException(String problem, String remedy) {
    super("%s. Nothing was locked. %s".formatted(problem, remedy));
    this.problem = problem;
    this.remedy = remedy;
  }

  /** What is missing and why. */
  public String problem() {
    return problem;
  }

  /** What to change; may be empty. */
  public String remedy() {
    return remedy;
  }
}
