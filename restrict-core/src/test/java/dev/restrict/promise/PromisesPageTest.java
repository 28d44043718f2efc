package dev.restrict.promise;

import dev.restrict.Promise;
import dev.restrict.landlock.FsRight;
import dev.restrict.linux.Arch;
import dev.restrict.testing.ReferencePage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Makes docs/promises.md of the table of promises. */
class PromisesPageTest {

  private static final String HEAD =
      """
      # Promises

      What each promise grants, generated from the table that the filter and the rulesets are made of.

      A promise grants system calls, access to paths, or both. Everything that is not granted is denied. The floor is
      granted always, because a JVM cannot run without it. Calls are by the kernel's names.
      `arg0` is the first argument of a call. A condition compares the low 32 bits of an `int` argument.

      Paths: `r` read, `w` write and truncate, `c` create and remove, `x` execute, `i` ioctl on devices, `d` remove files. What does not exist
      on a machine is passed over. `${class.path}` stands for all that classes are loaded from, `${java.home}`,
      `${java.io.tmpdir}`, `${libraries}` and `${loaders}` for what their names say. A right on files holds for every path,
      or, where `restrict.access` is set, for the paths that it lists with the flag.

      | Promise | In short |
      | --- | --- |
      """;

  @Test
  void pageIsWhatTheTableSays() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (Promise promise : Promise.values()) {
      page.append("| [`%1$s`](#%1$s) | %2$s |\n".formatted(promise, promise.summary()));
    }
    for (Arch arch : Arch.values()) {
      String alone =
          Grants.calls().stream()
              .filter(arch::has)
              .filter(call -> Stream.of(Arch.values()).anyMatch(other -> !other.has(call)))
              .sorted()
              .map(call -> "`" + call + "`")
              .collect(Collectors.joining(" "));
      if (!alone.isEmpty()) {
        page.append(
            "\nOn %s alone there are: %s. Elsewhere their newer forms are called, such as `openat`.\n"
                .formatted(arch.name().toLowerCase(Locale.ROOT), alone));
      }
    }
    page.append("\n## The floor\n\nWhat a JVM needs that may do nothing.\n");
    describe(PromiseTable.jvmFloor(), page);
    page.append(
        """

        The JVM and its libraries try these, and do without: listeners of `jcmd`, caches of names, what a transport
        looks for, folders to remove at the end. No service ends for them: without a promise that grants it, such
        a call fails with ENOSYS in mode `kill`, too, where nothing counts it. In the other modes it is denied
        and counted as every other call.
        """);
    always("Only tried", PromiseTable.tried(), page);
    conditions("Only tried, with conditions", PromiseTable.tried(), page);
    for (Promise promise : Promise.values()) {
      page.append("\n## %s\n\n%s\n".formatted(promise, promise.summary()));
      PromiseEntry entry = PromiseTable.of(promise);
      describe(entry, page);
      String rights =
          Arrays.stream(FsRight.values())
              .filter(right -> right.promise().filter(promise::equals).isPresent())
              .map(right -> "`" + right.constant() + "`" + since(right))
              .collect(Collectors.joining(", "));
      if (!rights.isEmpty()) {
        page.append("\nRights on files: ").append(rights).append(".\n");
      }
      if (rights.isEmpty() && isEmpty(entry)) {
        page.append("\nIt grants no system call and no path.\n");
      }
    }
    ReferencePage.check("promises.md", page.toString());
  }

  private static String since(FsRight right) {
    return right.abi() > 3 ? " (Landlock ABI %d)".formatted(right.abi()) : "";
  }

  private static boolean isEmpty(PromiseEntry entry) {
    return entry.calls().isEmpty() && entry.paths().isEmpty() && entry.ports().isEmpty();
  }

  private static void describe(PromiseEntry entry, StringBuilder page) {
    entry
        .refusedQuietly()
        .forEach(
            grant ->
                page.append(
                    "\nRefused with ENOSYS in every mode, and not counted: %s.\n"
                        .formatted(grant)));
    always("Calls", entry.calls(), page);
    conditions("Calls with conditions", entry.calls(), page);
    conditions("Calls while no port rule is in force", entry.callsWithoutPorts(), page);
    if (!entry.paths().isEmpty()) {
      page.append("\n| Path | May | For |\n| --- | --- | --- |\n");
      entry
          .paths()
          .forEach(
              path ->
                  page.append(
                      "| `%s` | `%s` | %s |\n"
                          .formatted(
                              path.pattern(), PathAccess.letters(path.access()), path.why())));
    }
    if (!entry.ports().isEmpty()) {
      page.append("\n| Port | May | For |\n| --- | --- | --- |\n");
      entry
          .ports()
          .forEach(
              port ->
                  page.append(
                      "| %s %d | `%s` | %s |\n"
                          .formatted(
                              port.rule().protocol(),
                              port.rule().port(),
                              port.rule().letters(),
                              port.why())));
    }
  }

  private static void always(String title, List<Grant> grants, StringBuilder page) {
    String calls =
        grants.stream()
            .filter(grant -> grant.checks().isEmpty())
            .map(grant -> "`" + grant.syscall() + "`")
            .distinct()
            .collect(Collectors.joining(" "));
    if (!calls.isEmpty()) {
      page.append("\n%s: %s\n".formatted(title, calls));
    }
  }

  private static void conditions(String title, List<Grant> grants, StringBuilder page) {
    Map<String, List<Grant>> byCall = new LinkedHashMap<>();
    grants.stream()
        .filter(grant -> !grant.checks().isEmpty())
        .forEach(
            grant -> byCall.computeIfAbsent(grant.syscall(), call -> new ArrayList<>()).add(grant));
    if (byCall.isEmpty()) {
      return;
    }
    page.append("\n").append(title).append(":\n\n");
    byCall.forEach(
        (call, of) ->
            page.append("- `%s` if %s\n".formatted(call, String.join(", or ", united(of)))));
  }

  /** Grants that differ only in the value of their first argument check are one. */
  private static List<String> united(List<Grant> grants) {
    Map<List<Object>, List<Grant>> alike = new LinkedHashMap<>();
    for (Grant grant : grants) {
      ArgCheck first = grant.checks().get(0);
      List<Object> key =
          List.of(
              first.index(),
              first.width(),
              first.mask(),
              first.ownPid(),
              grant.checks().subList(1, grant.checks().size()));
      alike.computeIfAbsent(key, any -> new ArrayList<>()).add(grant);
    }
    return alike.values().stream().map(PromisesPageTest::condition).toList();
  }

  private static String condition(List<Grant> grants) {
    List<ArgCheck> checks = grants.get(0).checks();
    String first = checks.get(0).toString();
    if (grants.size() > 1) {
      first =
          first.substring(0, first.indexOf("== "))
              + "is one of "
              + grants.stream()
                  .map(grant -> grant.checks().get(0).toString())
                  .map(text -> text.substring(text.indexOf("== ") + 3))
                  .collect(Collectors.joining(" "));
    }
    return "`"
        + first
        + checks.stream().skip(1).map(check -> " and " + check).collect(Collectors.joining())
        + "`";
  }
}
