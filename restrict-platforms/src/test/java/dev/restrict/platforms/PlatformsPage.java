package dev.restrict.platforms;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** docs/platforms.md, made of the results. */
final class PlatformsPage {

  private static final String HEAD =
      """
      # Platforms

      Where restrict was tried and what it did there. Both tables are generated from `restrict-platforms/results`, which
      the tests compare with what they see.

      ## Containers

      Each line is a setting in which a JVM is started by `runc` or `crun`, with the root file system of a Debian, and with
      Docker's mounts, masked paths and capabilities where nothing else is said. An ordinary user has no capability.

      - **kill**, **error**, **audit**: a program locks itself in that mode, with access rules, port rules and promises, and
        tries what it may and what it may not: a file, a port to connect to and one to bind, a shell, and twenty threads
        that are older than the lock.
      - **children**: the same in mode `error` with a child process that the policy allows, and that makes a denied call.
      - **sample error**, **sample audit**: the sample is used and attacked over HTTP.

      `yes` means that all of it is as it should be. What the lock grants works. In the other modes than `audit`, what it
      does not grant is refused by Landlock (`EACCES`) or by the filter (`ENOSYS`, or the end of the process in mode
      `kill`). In the other modes than `kill`, the referee runs, and each of these calls is counted, with its path and its
      Java stack; those of the child, too, which lives on.

      """;

  private static final String PROFILES =
      """

      The profiles are data in `restrict-platforms/src/test/resources/profiles`, where `SOURCES.md` says which version of
      which project they are from. The lock's own profile is what `/actuator/restrict/seccomp-profile` exports.
      """;

  private PlatformsPage() {}

  static String text() {
    return HEAD
        + containers().markdown()
        + limits()
        + PROFILES
        + kernels(Table.read(Table.KERNELS));
  }

  private static Table containers() {
    List<String> columns =
        new ArrayList<>(List.of("setting", "seccomp profile", "user", "files", "besides"));
    for (Run run : Run.values()) {
      columns.add(run.word().replace('-', ' '));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Setting setting : Settings.ALL) {
      List<String> row = new ArrayList<>();
      row.add("`%s`".formatted(setting));
      row.add(setting.profile().words());
      row.add(setting.user().words());
      row.add(setting.space().words());
      row.add(setting.peculiarities());
      for (Run run : Run.values()) {
        row.add(cell(setting, run));
      }
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  private static String cell(Setting setting, Run run) {
    if (!setting.runs().contains(run)) {
      return "";
    }
    Optional<Limit> limit = Limit.of(setting, run);
    return limit.map(found -> "no (%d)".formatted(number(found))).orElse("yes");
  }

  private static List<String> reasons() {
    Set<String> reasons = new LinkedHashSet<>();
    Limit.ALL.forEach(limit -> reasons.add(limit.reason()));
    return List.copyOf(reasons);
  }

  private static int number(Limit limit) {
    return reasons().indexOf(limit.reason()) + 1;
  }

  private static String limits() {
    StringBuilder text = new StringBuilder();
    List<String> reasons = reasons();
    for (int i = 0; i < reasons.size(); i++) {
      text.append(i == 0 ? "\n" : "")
          .append(i + 1)
          .append(". ")
          .append(reasons.get(i))
          .append('\n');
    }
    return text.toString();
  }

  private static String kernels(Table table) {
    return table.columns().isEmpty()
        ? ""
        : """

          ## Kernels

          Each line is a kernel of Debian's that was booted in a virtual machine. `restrict-platforms/kernels/matrix.sh` does
          that; it can be asked for one line, and for some of the columns. An empty cell was not run.

          - **ABI**: of Landlock; 0 where there is none.
          - **probes**: how many of kill, error, audit and children, as they are in containers, are as they should be;
            `refused` where the library locks nothing and says why. The remarks have what differs.
          - **sample**, **attacks**: how many of the sample's tests pass, of its work under the lock and of the attacks on it.
          - **core**: how many of core's tests of the lock, the referee, the kernel and the promises pass.

          """
            + table.markdown();
  }
}
