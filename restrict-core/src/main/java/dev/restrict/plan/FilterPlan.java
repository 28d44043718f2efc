package dev.restrict.plan;

import dev.restrict.Status.Notice;
import dev.restrict.seccomp.BpfProgram;
import java.util.Optional;

/** Which filter is installed, and who answers the calls that it denies. */
public sealed interface FilterPlan {

  /** What the log calls the filter. */
  String name();

  /** The filter itself. */
  BpfProgram program();

  /**
   * A filter whose denials nobody counts: the kernel ends the process or answers with an errno.
   *
   * @param notice what is not recorded although it was asked for
   */
  record Uncounted(String name, BpfProgram program, Optional<Notice> notice)
      implements FilterPlan {}

  /**
   * A filter that sends denied calls to a signal handler of this process, which counts them.
   *
   * @param notice which denials are not counted
   */
  record Trapped(String name, BpfProgram program, Notice notice) implements FilterPlan {}

  /**
   * A filter with a listener, which is given to the referee.
   *
   * @param orders what the referee is told
   * @param otherwise what is installed if the kernel gives no listener, or no referee can be had;
   *     absent in mode audit, which cannot do without one
   */
  record Refereed(
      String name, BpfProgram program, RefereeOrders orders, Optional<FilterPlan> otherwise)
      implements FilterPlan {}
}
