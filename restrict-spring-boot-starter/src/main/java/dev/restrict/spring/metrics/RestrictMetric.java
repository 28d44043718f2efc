package dev.restrict.spring.metrics;

import java.util.List;

/** The meters: what the binder registers and the reference page lists. */
enum RestrictMetric {
  VIOLATIONS(
      "restrict.violations",
      "counter",
      "calls",
      List.of("layer", "syscall", "promise", "mode"),
      "How many calls were denied, by kind. In mode audit: would have been. Those of the system call"
          + " filter are exact also in a flood. A kind has a meter from its first denial on."),
  DROPPED(
      "restrict.violations.dropped",
      "counter",
      "records",
      List.of(),
      "How many records of calls were overwritten before they could be read. The denied calls among"
          + " them are in restrict.violations."),
  LOCKED(
      "restrict.locked",
      "gauge",
      "",
      List.of(),
      "1 when everything that was configured is in force and denies, else 0. In mode audit 0."),
  LOCK_DURATION(
      "restrict.lock.duration",
      "gauge",
      "seconds",
      List.of(),
      "How long making the lock took, later reductions included. 0 before it."),
  THREADS_COVERED(
      "restrict.threads.covered",
      "gauge",
      "threads",
      List.of(),
      "How many threads the lock covered when it was made. Later threads inherit it.");

  private final String meter;
  private final String type;
  private final String unit;
  private final List<String> tags;
  private final String description;

  RestrictMetric(String meter, String type, String unit, List<String> tags, String description) {
    this.meter = meter;
    this.type = type;
    this.unit = unit;
    this.tags = tags;
    this.description = description;
  }

  String meter() {
    return meter;
  }

  String type() {
    return type;
  }

  /** The base unit; empty where a number has none. */
  String unit() {
    return unit;
  }

  List<String> tags() {
    return tags;
  }

  String description() {
    return description;
  }
}
