package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.Violation;
import dev.restrict.testing.As;
import dev.restrict.testing.CProgram;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Proc;
import dev.restrict.testing.Sys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Where the kernel gives no listener, a handler of SIGSYS denies and counts. */
class FallbackTest {

  private static Path launcher;

  @BeforeAll
  static void compile() {
    // Starts a program under a filter whose listener is the launcher's, as container agents do.
    launcher =
        CProgram.compile(
            "launcher",
            """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <unistd.h>
            #include <sys/prctl.h>
            #include <sys/syscall.h>
            #include <sys/wait.h>
            #include <linux/filter.h>
            #include <linux/seccomp.h>
            int main(int argc, char **argv) {
              struct sock_filter code[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
              struct sock_fprog program = {1, code};
              prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
              if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program) < 0) {
                perror("seccomp");
                return 99;
              }
              int status, pid = fork();
              if (pid == 0) {
                /* The listener stays with the parent. */
                for (int fd = 3; fd < 100; fd++)
                  close(fd);
                execvp(argv[1], argv + 1);
                perror(argv[1]);
                _exit(98);
              }
              waitpid(pid, &status, 0);
              return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
            }
            """);
  }

  static void tryEverything() throws Exception {
    long before = Restrict.status().violations();
    Sys.say("mkdir", Sys.answer("mkdir", Sys.string("/tmp/never"), 0700));
    Sys.say("socket", Sys.answer("socket", 2, 1, 0));
    // More arguments than fit into registers' low halves, and a number that no table has.
    Sys.say("keyctl", Sys.answer("keyctl", -1L, 1L << 40, 3, 4, 5));
    Sys.say("counted", Restrict.status().violations() - before);
    Sys.say("exec", Sys.failure(() -> Runtime.getRuntime().exec(new String[] {"/bin/sh"})));
    Sys.say("execve", Sys.answer("execve", Sys.string("/bin/sh"), null, null));
    Sys.say("fork", Sys.answer("fork"));
    Sys.say("referee", Restrict.status().referee());
    Sys.say("state", Restrict.status().state());
    Sys.say("notices", Restrict.status().notices());
    List<Violation> violations = Restrict.violations();
    Violation keyctl =
        violations.stream().filter(v -> v.syscall().equals("keyctl")).findFirst().orElseThrow();
    Sys.say("arguments", keyctl.arguments());
    Sys.say("thread", keyctl.thread());
    Sys.say("own", keyctl.pid() == ProcessHandle.current().pid());
    Sys.say("seccomp", Proc.ofThreads(Path.of("/proc/self/task"), "Seccomp"));
  }

  /** Denied calls by eight threads during collections. */
  static void storm() throws Exception {
    long before = Restrict.status().violations();
    List<Thread> threads = new ArrayList<>();
    long[] wrong = new long[8];
    for (int t = 0; t < 8; t++) {
      int number = t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  if (Sys.call("mkdir", null, 0700) != -Sys.ENOSYS) {
                    wrong[number]++;
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    while (threads.stream().anyMatch(Thread::isAlive)) {
      System.gc();
      Thread.sleep(5);
    }
    Sys.say("wrong", Arrays.stream(wrong).sum());
    Sys.say("storm", Restrict.status().violations() - before);
    Sys.say("alive", "yes");
  }

  private static void assertTrapped(Map<String, String> facts) {
    assertThat(facts)
        .containsEntry("mkdir", "ENOSYS")
        .containsEntry("socket", "ENOSYS")
        .containsEntry("keyctl", "ENOSYS")
        .containsEntry("counted", "3")
        .containsEntry("execve", "ENOSYS")
        .containsEntry("fork", "ENOSYS")
        .containsEntry("state", "LOCKED")
        .containsEntry("arguments", "[-1, 1099511627776, 3, 4, 5, 0]")
        .containsEntry("thread", "java")
        .containsEntry("own", "true")
        .containsEntry("seccomp", "[2]")
        .containsEntry("wrong", "0")
        .containsEntry("storm", "80000")
        .containsEntry("alive", "yes");
    assertThat(facts.get("exec")).containsPattern("error(=|: )38");
    assertThat(facts.get("notices")).contains("Counts are incomplete");
  }

  static final class Taken {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Restrict.syscalls("stdio rpath error");
      tryEverything();
      storm();
    }
  }

  @ParameterizedTest
  @EachUser
  void standsInWhereTheListenerIsSomebodyElses(As as) {
    Map<String, String> facts = Facts.of(as.child().under(launcher.toString()), Taken.class);
    assertTrapped(facts);
    assertThat(facts).containsEntry("referee", "TRAP");
    assertThat(facts.get("notices")).contains("EBUSY");
  }

  static final class Audit {
    public static void main(String[] args) {
      Sys.say(
          "failure",
          Sys.failure(
              () -> Restrict.lock(Policy.builder().promises("stdio").mode(Mode.AUDIT).build())));
      Sys.say("state", Restrict.status().state());
      Sys.say("passwd", Sys.open("/etc/passwd", 0));
    }
  }

  @Test
  void doesNotStandInForAudit() {
    Map<String, String> facts = Facts.of(As.NOBODY.child().under(launcher.toString()), Audit.class);
    assertThat(facts.get("failure")).contains("EBUSY").contains("audit");
    assertThat(facts).containsEntry("passwd", "ok");
  }

  static final class Reduced {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Restrict.syscalls("stdio rpath inet error");
      Sys.say("first", Restrict.status().referee());
      Sys.say("socket before", Sys.answer("socket", 2, 1, 0));
      Restrict.syscalls("stdio rpath error");
      tryEverything();
      storm();
    }
  }

  @ParameterizedTest
  @EachUser
  void standsInForALaterFilterThatReduces(As as) {
    Map<String, String> facts = Facts.of(as.child(), Reduced.class);
    assertThat(facts).containsEntry("first", "RUNNING").containsEntry("socket before", "ok");
    assertTrapped(facts);
  }

  /** In kill mode nothing is needed in its stead. */
  static final class ReducedToKill {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.syscalls("stdio rpath inet error");
      Sys.say("mkdir", Sys.answer("mkdir", Sys.string("/tmp/never"), 0700));
      Restrict.syscalls("stdio rpath");
      Sys.say("mode", Restrict.status().mode());
      Sys.say("rename", "next");
      Sys.answer("socket", 2, 1, 0);
    }
  }

  @Test
  void isNotNeededToReduceToKill() {
    var result = As.NOBODY.child().run(ReducedToKill.class);
    assertThat(result.killedBySigsys()).as(result.output()).isTrue();
    assertThat(Facts.in(result.output()))
        .containsEntry("mkdir", "ENOSYS")
        .containsEntry("mode", "Optional[kill]");
  }

  /** A trap in a thread that blocks SIGSYS would kill the process. */
  static final class Blocked {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.syscalls("stdio rpath inet error");
      Restrict.syscalls("stdio rpath error");
      Sys.call("rt_sigprocmask", 2, Sys.signalMask(), null, 8);
      // posix_spawn's way: start a program with all signals blocked.
      Sys.say("vfork", Sys.answer("vfork"));
      Sys.say("clone", Sys.answer("clone", 0x4111, 0, null, null, 0));
      Sys.say("execve", Sys.answer("execve", Sys.string("/bin/sh"), null, null));
    }
  }

  @Test
  void answersWhatStartsProgramsWithoutASignal() {
    assertThat(Facts.of(As.NOBODY.child(), Blocked.class))
        .containsEntry("vfork", "ENOSYS")
        .containsEntry("clone", "ENOSYS")
        .containsEntry("execve", "ENOSYS");
  }
}
