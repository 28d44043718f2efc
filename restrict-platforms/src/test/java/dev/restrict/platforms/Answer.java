package dev.restrict.platforms;

import java.util.List;
import java.util.Set;

/** How a try is told, alike for the probe and the sample. */
final class Answer {

  /** A program is started by one of these; Java's ways all are. */
  static final Set<String> PROGRAM_STARTS = Set.of("clone", "fork", "vfork");

  private Answer() {}

  /** Errno by its name where the failure tells it. */
  static String of(String failure) {
    if (failure.contains("AccessDenied") || failure.contains("Permission denied")) {
      return "EACCES";
    }
    return failure.contains("error=38") || failure.contains("Function not implemented")
        ? "ENOSYS"
        : failure;
  }

  /** With what is known of it from the records. */
  static String with(String answer, List<?> records, boolean path, boolean stack) {
    return answer
        + (records.isEmpty() ? ", not recorded" : ", recorded")
        + (path ? ", path" : "")
        + (stack ? ", stack" : "");
  }
}
