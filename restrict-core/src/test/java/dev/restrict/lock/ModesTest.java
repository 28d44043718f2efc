package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.Status;
import dev.restrict.Violation;
import dev.restrict.testing.As;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;

/** What a denied call does in each mode. */
class ModesTest {

  static final class Kill {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.syscalls("stdio");
      Sys.say("mode", Restrict.status().mode());
      Sys.say("referee", Restrict.status().referee());
      Sys.say("passwd", Sys.open("/etc/passwd", 0));
      Sys.say("mkdir", "next");
      Sys.say("mkdir", Sys.answer("mkdir", Sys.string("/tmp/never"), 0700));
    }
  }

  @ParameterizedTest
  @EachUser
  void killEndsTheProcessAndLandlockStillAnswersEacces(As as) {
    var result = as.child().run(Kill.class);
    assertThat(result.killedBySigsys()).as(result.output()).isTrue();
    assertThat(Facts.in(result.output()))
        .containsEntry("mode", "Optional[kill]")
        .containsEntry("referee", "NONE")
        .containsEntry("passwd", "EACCES")
        .containsEntry("mkdir", "next");
  }

  static final class KillAndReturn {
    public static void main(String[] args) {
      Restrict.syscalls("stdio");
      Sys.say("end", "reached");
    }
  }

  @ParameterizedTest
  @EachUser
  void killLetsAProcessEndThatDoesNothing(As as) {
    assertThat(Facts.of(as.child(), KillAndReturn.class)).containsEntry("end", "reached");
  }

  static final class Errors {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.syscalls("stdio error");
      Sys.say("passwd", Sys.open("/etc/passwd", 0));
      long before = Restrict.status().violations();
      for (int i = 0; i < 10; i++) {
        Sys.say("mkdir", Sys.answer("mkdir", Sys.string("/tmp/never"), 0700));
      }
      Sys.say("uid", Sys.answer("setuid", 0));
      Status status = Restrict.status();
      Sys.say("mode", status.mode());
      Sys.say("referee", status.referee());
      Sys.say("count", status.violations() - before);
      Violation mkdir = Restrict.violations().get(Restrict.violations().size() - 2);
      Sys.say("syscall", mkdir.syscall());
      Sys.say("path", mkdir.path());
      Sys.say("promise", mkdir.promise());
      Sys.say("remedy", mkdir.remedy());
      Sys.say("layer", mkdir.layer());
      Sys.say("own", mkdir.pid() == ProcessHandle.current().pid());
      Sys.say("tid", mkdir.tid() == Sys.call("gettid"));
      Sys.say("thread", mkdir.thread());
      Sys.say("arguments", mkdir.arguments().contains(0700L));
      Sys.say("denied", mkdir.denied());
      Sys.say(
          "recent", Math.abs(System.currentTimeMillis() - mkdir.time().toEpochMilli()) < 60_000);
    }
  }

  @ParameterizedTest
  @EachUser
  void errorAnswersEnosysAndCounts(As as) {
    assertThat(Facts.of(as.child(), Errors.class))
        .containsEntry("passwd", "EACCES")
        .containsEntry("mkdir", "ENOSYS")
        .containsEntry("uid", "ENOSYS")
        .containsEntry("mode", "Optional[error]")
        .containsEntry("referee", "RUNNING")
        .containsEntry("count", "11")
        .containsEntry("syscall", Sys.name("mkdir"))
        .containsEntry("path", "Optional[/tmp/never]")
        .containsEntry("promise", "Optional[cpath]")
        .containsEntry("remedy", "add the promise cpath")
        .containsEntry("layer", "seccomp")
        .containsEntry("own", "true")
        .containsEntry("tid", "true")
        .containsEntry("thread", "java")
        .containsEntry("arguments", "true")
        .containsEntry("denied", "true")
        .containsEntry("recent", "true");
  }

  static final class Audit {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Status status = Restrict.lock(Policy.builder().promises("stdio").mode(Mode.AUDIT).build());
      Sys.say("state", status.state());
      Sys.say("passwd", Sys.open("/etc/passwd", 0));
      Path folder = Path.of(args[0], "made");
      Files.createDirectory(folder);
      Sys.say("folder", Files.isDirectory(folder));
      Process child =
          new ProcessBuilder(
                  "/bin/sh", "-c", "mkdir " + folder + "/by-child; grep Seccomp: /proc/self/status")
              .redirectErrorStream(true)
              .start();
      Sys.say(
          "child",
          new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
      Sys.say("exit", child.waitFor());
      Sys.say("made", Files.isDirectory(folder.resolve("by-child")));
      List<Violation> violations = Restrict.violations();
      Sys.say("denied", violations.stream().filter(Violation::denied).count());
      Sys.say(
          "mine",
          violations.stream()
              .anyMatch(
                  v ->
                      v.syscall().equals(Sys.name("mkdir"))
                          && v.path().orElse("").equals(folder.toString())
                          && v.pid() == ProcessHandle.current().pid()));
      Sys.say(
          "childs",
          violations.stream()
              .anyMatch(
                  v ->
                      v.syscall().equals(Sys.name("mkdir"))
                          && v.path().orElse("").equals(folder + "/by-child")
                          && v.thread().equals("mkdir")
                          && v.pid() != ProcessHandle.current().pid()));
      Sys.say("counted", Restrict.status().violations() >= violations.size());
      Sys.say("execve", violations.stream().anyMatch(v -> v.syscall().equals("execve")));
    }
  }

  @ParameterizedTest
  @EachUser
  void auditDeniesNothingAndRecordsEverything(As as) throws Exception {
    Path folder = Files.createTempDirectory("restrict-audit");
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
    Map<String, String> facts = Facts.of(as.child(), Audit.class, folder.toString());
    Files.delete(folder.resolve("made/by-child"));
    Files.delete(folder.resolve("made"));
    Files.delete(folder);
    assertThat(facts)
        .containsEntry("state", "AUDITING")
        .containsEntry("passwd", "ok")
        .containsEntry("folder", "true")
        .containsEntry("child", "Seccomp:\t2")
        .containsEntry("exit", "0")
        .containsEntry("made", "true")
        .containsEntry("denied", "0")
        .containsEntry("mine", "true")
        .containsEntry("childs", "true")
        .containsEntry("execve", "true")
        .containsEntry("counted", "true");
  }
}
