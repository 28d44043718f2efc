package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Restrict;
import dev.restrict.Status;
import dev.restrict.testing.As;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status tells what was accepted beside what is effective, and never more than is in force. */
class AcceptedPolicyTest {

  static final class Narrowed {
    public static void main(String[] args) {
      Policy policy =
          Policy.builder()
              .promises("stdio rpath")
              .access(Path.of("/usr/share"), "rwx")
              .port(8080, "b")
              .build();
      Status status = Restrict.lock(policy);
      Sys.say("accepted", status.accepted().asksForTheSameAs(policy));
      Sys.say(
          "effective",
          status.access().stream()
              .filter(rule -> rule.path().equals(Path.of("/usr/share")))
              .map(Status.Access::flags)
              .toList());
      Sys.say("ports", status.ports());
    }
  }

  @Test
  void whatWasAcceptedIsNotWhatIsEffective() {
    assertThat(Facts.of(As.SELF.child(), Narrowed.class))
        .containsEntry("accepted", "true")
        .containsEntry("effective", "[[READ]]")
        .containsEntry("ports", "[]");
  }

  static final class Stricter {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.syscalls("stdio rpath cpath");
      Restrict.syscalls("stdio rpath error");
      Sys.say("mode", Restrict.status().mode());
      Sys.say("notices", Restrict.status().notices());
      // Newly denied: the second filter answers.
      Sys.say("mkdir", Sys.answer("mkdir", Sys.string("/tmp/never"), 0700));
      Sys.say("socket", "next");
      // Denied by the first filter already.
      Sys.say("socket", Sys.answer("socket", 2, 1, 0));
    }
  }

  @ParameterizedTest
  @EachUser
  void theStrictestModeIsTheOneInForce(As as) {
    var result = as.child().run(Stricter.class);
    assertThat(result.killedBySigsys()).as(result.output()).isTrue();
    Map<String, String> facts = Facts.in(result.output());
    assertThat(facts)
        .containsEntry("mode", "Optional[kill]")
        .containsEntry("mkdir", "ENOSYS")
        .containsEntry("socket", "next");
    assertThat(facts.get("notices")).contains("mode error was asked for").contains("strictest");
  }

  static final class Unsupported {
    public static void main(String[] args) throws Exception {
      Policy policy =
          Policy.builder()
              .promises("stdio")
              .mode(Mode.valueOf(args[0]))
              .onUnsupported(OnUnsupported.WARN)
              .build();
      for (String round : new String[] {"first", "second"}) {
        Status status = Restrict.lock(policy);
        say(round + " state", status.state());
        say(round + " mode", status.mode());
        say(round + " promises", status.promises());
        say(round + " threads", status.threads());
        say(round + " accepted", status.accepted().asksForTheSameAs(policy));
        say(
            round + " notices",
            status.notices().stream()
                .filter(notice -> notice.kind() == Status.Notice.Kind.LAYER_MISSING)
                .count());
      }
      say("passwd", Files.isReadable(Path.of("/etc/passwd")));
    }

    /** Not by the helper, which has no table of calls for such a machine. */
    private static void say(String name, Object value) {
      System.out.println(name + ": " + value);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "ERROR", "AUDIT"})
  void whereNothingCanBeLockedNothingIsSaidToBe(String mode) {
    Map<String, String> facts =
        Facts.of(As.SELF.child().jvm("-Dos.arch=sparc"), Unsupported.class, mode);
    for (String round : new String[] {"first", "second"}) {
      assertThat(facts)
          .containsEntry(round + " state", "UNLOCKED")
          .containsEntry(round + " mode", "Optional.empty")
          .containsEntry(round + " promises", "[]")
          .containsEntry(round + " threads", "0")
          .containsEntry(round + " accepted", "true")
          .containsEntry(round + " notices", "1");
    }
    assertThat(facts).containsEntry("passwd", "true");
  }

  static final class Checked {
    public static void main(String[] args) {
      ProcessLock lock =
          args[0].equals("real") ? ProcessLock.ofThisProcess() : ProcessLock.rehearsal();
      Policy wide = Policy.builder().promises("stdio rpath").mode(Mode.ERROR).build();
      Policy wider = Policy.builder().promises("stdio rpath inet").mode(Mode.ERROR).build();
      lock.check(wide);
      lock.check(wider);
      lock.lock(wide);
      Sys.say("check", Sys.failure(() -> check(lock, wider)));
      Sys.say("empty", Sys.failure(() -> check(lock, Policy.builder().build())));
      Sys.say("state", lock.status().state());
    }

    private static Object check(ProcessLock lock, Policy policy) {
      lock.check(policy);
      return null;
    }
  }

  /** All that can be wrong is wrong in the plan, which check makes as the lock does. */
  @ParameterizedTest
  @ValueSource(strings = {"real", "rehearsal"})
  void aCheckFindsWhatTheLockWould(String which) {
    Map<String, String> facts = Facts.of(As.SELF.child(), Checked.class, which);
    assertThat(facts.get("check")).contains("inet asked for");
    assertThat(facts.get("empty")).contains("there is nothing to lock");
    assertThat(facts).containsEntry("state", which.equals("real") ? "LOCKED" : "UNLOCKED");
  }
}
