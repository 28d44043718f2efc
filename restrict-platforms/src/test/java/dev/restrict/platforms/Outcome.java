package dev.restrict.platforms;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run showed: a line of {@code results/containers.tsv}.
 *
 * @param setting the setting's name
 * @param run what was run
 * @param ends the exit status
 * @param state what the library says is in force
 * @param referee who answers denied calls
 * @param threads what threads older than the lock get where they may not read
 * @param granted what is granted
 * @param file reading a file that no rule grants
 * @param shell starting a program
 * @param connect connecting to a port that no rule grants
 * @param bind binding one
 * @param child a child process that makes a call which is not granted
 */
record Outcome(
    String setting,
    Run run,
    String ends,
    String state,
    String referee,
    String threads,
    String granted,
    String file,
    String shell,
    String connect,
    String bind,
    String child) {

  static final List<String> COLUMNS =
      List.of(
          "setting", "run", "ends", "state", "referee", "threads", "granted", "file", "shell",
          "connect", "bind", "child");

  /** Where a run has no such line. */
  private static final String NONE = "-";

  /** Made of what a run said, name by name. */
  static Outcome of(Setting setting, Run run, int exit, Map<String, String> facts) {
    return new Outcome(
        setting.name(),
        run,
        String.valueOf(exit),
        facts.containsKey("refused") ? "refused" : facts.getOrDefault("state", NONE),
        facts.getOrDefault("referee", NONE),
        facts.getOrDefault("threads", NONE),
        facts.getOrDefault("granted", NONE),
        facts.getOrDefault("file", NONE),
        facts.getOrDefault("shell", NONE),
        facts.getOrDefault("connect", NONE),
        facts.getOrDefault("bind", NONE),
        facts.getOrDefault("child", NONE));
  }

  /** What a run shows where nothing is missing. */
  static Outcome whole(Setting setting, Run run) {
    String refused = "EACCES, recorded, path, stack";
    String noShell = "ENOSYS, recorded, stack";
    String went = "ok, recorded, path, stack";
    String ran = "ok, recorded, stack";
    return switch (run) {
      case KILL ->
          of(
              setting, run, "159", "LOCKED", "NONE", "EACCES", "ok", "EACCES", NONE, "EACCES",
              "EACCES", NONE);
      case ERROR ->
          of(
              setting, run, "0", "LOCKED", "RUNNING", "EACCES", "ok", refused, noShell, refused,
              refused, NONE);
      case AUDIT ->
          of(
              setting,
              run,
              "0",
              "AUDITING",
              "RUNNING",
              "ok",
              "ok",
              went,
              ran,
              went,
              went,
              "lives, went on, recorded");
      case CHILDREN ->
          of(
              setting,
              run,
              "0",
              "LOCKED",
              "RUNNING",
              "EACCES",
              "ok",
              refused,
              NONE,
              refused,
              refused,
              "lives, ENOSYS, recorded");
      case SAMPLE_ERROR ->
          of(
              setting, run, "143", "LOCKED", "RUNNING", "EACCES", "ok", refused, noShell, refused,
              NONE, NONE);
      case SAMPLE_AUDIT ->
          of(setting, run, "143", "AUDITING", "RUNNING", "ok", "ok", went, ran, went, NONE, NONE);
    };
  }

  private static Outcome of(Setting setting, Run run, String... cells) {
    return new Outcome(
        setting.name(),
        run,
        cells[0],
        cells[1],
        cells[2],
        cells[3],
        cells[4],
        cells[5],
        cells[6],
        cells[7],
        cells[8],
        cells[9]);
  }

  String key() {
    return setting + " " + run.word();
  }

  List<String> cells() {
    return Stream.of(
            setting,
            run.word(),
            ends,
            state,
            referee,
            threads,
            granted,
            file,
            shell,
            connect,
            bind,
            child)
        .toList();
  }

  static Outcome ofCells(List<String> cells) {
    return new Outcome(
        cells.get(0),
        Run.of(cells.get(1)),
        cells.get(2),
        cells.get(3),
        cells.get(4),
        cells.get(5),
        cells.get(6),
        cells.get(7),
        cells.get(8),
        cells.get(9),
        cells.get(10),
        cells.get(11));
  }
}
