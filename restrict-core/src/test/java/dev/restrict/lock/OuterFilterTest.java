package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.Status;
import dev.restrict.testing.As;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.OuterFilter;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A filter that somebody else put in force before the JVM: what it takes away is known early. */
class OuterFilterTest {

  private static final String[] LANDLOCK = {
    "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"
  };

  /** Arguments: the mode, and what to do where a layer is missing. */
  static final class Locks {
    public static void main(String[] args) {
      Sys.ready();
      Policy policy =
          Policy.builder()
              .promises("stdio rpath")
              .access(Path.of("/usr"), "r")
              .mode(Mode.of(args[0]))
              .onUnsupported(OnUnsupported.valueOf(args[1]))
              .build();
      Sys.say(
          "check",
          Sys.failure(
              () -> {
                Restrict.check(policy);
                return null;
              }));
      Sys.say("before", Sys.open("/etc/passwd", 0));
      Sys.say("lock", Sys.failure(() -> Restrict.lock(policy)));
      Status status = Restrict.status();
      Sys.say("state", status.state());
      Sys.say("mode", status.mode());
      Sys.say("referee", status.referee());
      Sys.say("notices", status.notices());
      Sys.say("passwd", Sys.open("/etc/passwd", 0));
    }
  }

  private static Map<String, String> run(
      As as, String[] filter, Mode mode, OnUnsupported unsupported) {
    ChildJvm child = as.child().under(filter);
    return Facts.of(child, Locks.class, mode.toString(), unsupported.name());
  }

  @ParameterizedTest
  @EachUser
  void thatKillsForLandlockIsNamed(As as) {
    Map<String, String> facts = run(as, OuterFilter.kills(LANDLOCK), Mode.KILL, OnUnsupported.FAIL);
    for (String name : new String[] {"check", "lock"}) {
      assertThat(facts.get(name))
          .startsWith("UnsupportedKernelException: paths and ports cannot be restricted")
          .contains("a seccomp filter from outside", "Seccomp: 2")
          .contains("landlock_create_ruleset: the process is killed (SIGSYS)")
          .contains("landlock_add_rule: the process is killed (SIGSYS)")
          .contains("landlock_restrict_self: the process is killed (SIGSYS)")
          .containsAnyOf("seccomp=profile.json", "seccompProfile", "SystemCallFilter=")
          .contains("Nothing was locked")
          .doesNotContain("CONFIG_SECURITY_LANDLOCK");
    }
    assertThat(facts).containsEntry("state", "UNLOCKED").containsEntry("passwd", "ok");
  }

  @Test
  void thatKillsForLandlockLeavesTheFilter() {
    assertThat(run(As.NOBODY, OuterFilter.kills(LANDLOCK), Mode.ERROR, OnUnsupported.WARN))
        .containsEntry("check", "ok")
        .containsEntry("lock", "ok")
        .containsEntry("state", "PARTIAL")
        .containsEntry("mode", "Optional[error]")
        .containsEntry("referee", "RUNNING")
        .containsEntry("passwd", "ok");
  }

  /** The first call is answered, and a later one kills: it must be known before anything is. */
  @ParameterizedTest
  @ValueSource(
      strings = {"landlock_add_rule", "landlock_restrict_self", "rt_tgsigqueueinfo", "seccomp"})
  void thatKillsForALaterCallIsKnownAtTheCheck(String syscall) {
    Map<String, String> facts =
        run(As.NOBODY, OuterFilter.kills(syscall), Mode.KILL, OnUnsupported.FAIL);
    assertThat(facts.get("check"))
        .startsWith("UnsupportedKernelException")
        .contains(syscall + ": the process is killed (SIGSYS)");
    assertThat(facts).containsEntry("state", "UNLOCKED").containsEntry("passwd", "ok");
  }

  @ParameterizedTest
  @ValueSource(ints = {Sys.EPERM, 13})
  void thatRefusesLandlockIsNotTakenForAnOldKernel(int errno) {
    assertThat(
            run(As.NOBODY, OuterFilter.answers(errno, LANDLOCK), Mode.KILL, OnUnsupported.FAIL)
                .get("check"))
        .contains("a seccomp filter from outside")
        .contains(errno == Sys.EPERM ? "landlock_create_ruleset: EPERM" : "EACCES")
        .doesNotContain("CONFIG_SECURITY_LANDLOCK");
  }

  @Test
  void thatSaysEnosysLooksLikeAnOldKernelAndBothAreNamed() {
    assertThat(
            run(As.NOBODY, OuterFilter.answers(Sys.ENOSYS, LANDLOCK), Mode.KILL, OnUnsupported.FAIL)
                .get("check"))
        .contains("ENOSYS", "Podman", "CONFIG_SECURITY_LANDLOCK", "from inside they look alike");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memfd_create", "execveat", "pidfd_open"})
  void thatKillsForTheRefereeMakesTheHandlerCount(String syscall) {
    Map<String, String> facts =
        run(As.NOBODY, OuterFilter.kills(syscall), Mode.ERROR, OnUnsupported.FAIL);
    assertThat(facts)
        .containsEntry("check", "ok")
        .containsEntry("lock", "ok")
        .containsEntry("state", "LOCKED")
        .containsEntry("referee", "TRAP")
        .containsEntry("passwd", "EACCES");
    assertThat(facts.get("notices"))
        .contains("Counts are incomplete", "a seccomp filter from outside", syscall);
  }

  @ParameterizedTest
  @ValueSource(strings = {"memfd_create", "execveat", "pidfd_open"})
  void thatKillsForTheRefereeFailsAuditAtTheCheck(String syscall) {
    Map<String, String> facts =
        run(As.NOBODY, OuterFilter.kills(syscall), Mode.AUDIT, OnUnsupported.FAIL);
    assertThat(facts.get("check"))
        .startsWith("UnsupportedKernelException: mode audit")
        .contains("a seccomp filter from outside", syscall);
    assertThat(facts).containsEntry("state", "UNLOCKED").containsEntry("passwd", "ok");
  }

  @Test
  void thatRefusesTheRefereeFailsAuditAtTheCheckToo() {
    Map<String, String> facts =
        run(As.NOBODY, OuterFilter.answers(Sys.EPERM, "execveat"), Mode.AUDIT, OnUnsupported.FAIL);
    assertThat(facts.get("check"))
        .startsWith("UnsupportedKernelException: mode audit needs the referee")
        .contains("EPERM", "a seccomp filter from outside");
    assertThat(facts).containsEntry("state", "UNLOCKED").containsEntry("passwd", "ok");
  }

  @Test
  void whereAuditCannotRecordAndWarnIsSetNothingIsInForce() {
    Map<String, String> facts =
        run(As.NOBODY, OuterFilter.kills("execveat"), Mode.AUDIT, OnUnsupported.WARN);
    assertThat(facts)
        .containsEntry("check", "ok")
        .containsEntry("lock", "ok")
        .containsEntry("state", "UNLOCKED")
        .containsEntry("mode", "Optional.empty");
    assertThat(facts.get("notices")).contains("mode audit cannot record anything");
  }

  /** What is tried leaves nothing behind: neither a child nor a descriptor nor a filter. */
  static final class LeavesNothing {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Restrict.status();
      Sys.say("children", Sys.call("wait4", -1, null, 0x40000001, null) == -10);
      Sys.say("landlock", Sys.open("/etc/passwd", 0));
      Sys.say(
          "status",
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.matches("(NoNewPrivs|Seccomp):.*"))
              .map(line -> line.replace("\t", " "))
              .toList());
      try (var open = Files.list(Path.of("/proc/self/fd"))) {
        Sys.say(
            "descriptors",
            open.map(OuterFilterTest::target)
                .filter(target -> target.matches(".*(landlock|seccomp|memfd).*"))
                .toList());
      }
    }
  }

  private static String target(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString();
    } catch (IOException e) {
      return "";
    }
  }

  @ParameterizedTest
  @EachUser
  void theProbeLeavesNothingBehind(As as) {
    assertThat(Facts.of(as.child(), LeavesNothing.class))
        .containsEntry("children", "true")
        .containsEntry("landlock", "ok")
        .containsEntry("status", "[NoNewPrivs: 0, Seccomp: 0]")
        .containsEntry("descriptors", "[]");
  }
}
