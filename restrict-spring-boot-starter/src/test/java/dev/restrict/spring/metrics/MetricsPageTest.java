package dev.restrict.spring.metrics;

import dev.restrict.testing.ReferencePage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Makes docs/metrics.md of the table of meters. */
class MetricsPageTest {

  private static final String HEAD =
      """
      # Metrics

      Generated from the table of meters. They are there when Micrometer is.

      | Meter | Type | Unit | Tags | What it says |
      | --- | --- | --- | --- | --- |
      """;

  private static final String TAIL =
      """

      ## Tags

      - `layer`: `seccomp` (the system call filter) or `landlock` (paths and ports).
      - `syscall`: the name of the system call; `other` for a number that the kernel does not know.
      - `promise`: the promise that would have allowed it; `none` where no promise does.
      - `mode`: `error` or `audit`. In mode `kill` the kernel ends the process at the first denied call, so there is
        nothing to count but denials by path and port, under `restrict.observe-paths`.

      The values are taken from the table of system calls and from the list of promises, so their number is bounded,
      whatever a caller does.

      ## Exactness

      Denied system calls are counted by the referee, one by one. Records of them can be overwritten in a flood, before
      this process reads them; the count cannot. Such calls have the promise of the last record of the same system call.
      Denials by path and port are known only from records, so in a flood some may be missing; then
      `restrict.violations.dropped` rises. Where the referee is gone, or where none could be had, counts are incomplete,
      and `/actuator/health` says so.

      ## In Prometheus

      `restrict_violations_total`, `restrict_violations_dropped_total`, `restrict_locked`, `restrict_lock_duration_seconds`,
      `restrict_threads_covered`.
      """;

  @Test
  void pageIsWhatTheTableSays() throws Exception {
    StringBuilder page = new StringBuilder(HEAD);
    for (RestrictMetric metric : RestrictMetric.values()) {
      page.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  metric.meter(),
                  metric.type(),
                  metric.unit(),
                  metric.tags().stream()
                      .map(tag -> "`" + tag + "`")
                      .collect(Collectors.joining(", ")),
                  metric.description()));
    }
    ReferencePage.check("metrics.md", page.append(TAIL).toString());
  }
}
