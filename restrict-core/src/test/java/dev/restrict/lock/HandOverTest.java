package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Restrict;
import dev.restrict.testing.As;
import dev.restrict.testing.CProgram;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.LivingChild;
import dev.restrict.testing.Proc;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** What is in force, and what is left behind, where the referee does not do its part. */
class HandOverTest {

  static final class Stopped {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.access(Path.of("/tmp"), "r");
      Restrict.accessLock();
      Sys.say("ready", "yes");
      Sys.hear(); // the parent stops the referee
      Sys.say("failure", Sys.failure(() -> run("stdio error")));
      Sys.say("state", Restrict.status().state());
      Sys.say("mkdir", Sys.answer("mkdir", Sys.string("/tmp/never"), 0700));
    }

    private static Object run(String promises) {
      Restrict.syscalls(promises);
      return null;
    }
  }

  /** The filter is in force by then, and the message must not say that it is not. */
  @Test
  void saysThatCallsAreFilteredWhereOnlyTheHandOverFailed() throws IOException {
    try (LivingChild child = LivingChild.start(As.SELF.child(), Stopped.class)) {
      child.await("ready");
      long referee = child.referee();
      new ProcessBuilder("kill", "-STOP", String.valueOf(referee)).start();
      while (!Proc.status(referee, "State").startsWith("T")) {
        Thread.onSpinWait();
      }
      String failure = child.ask("go", "failure");
      assertThat(failure)
          .contains("the access rules and the system call filter are in force in every thread")
          .contains("the referee does not answer")
          .doesNotContain("not filtered");
      assertThat(child.await("state")).isEqualTo("BROKEN");
      assertThat(child.await("mkdir")).isEqualTo("ENOSYS");
      new ProcessBuilder("kill", "-KILL", String.valueOf(referee)).start();
    }
  }

  static final class Unsealed {
    public static void main(String[] args) throws IOException {
      Sys.ready();
      Restrict.syscalls("stdio rpath error");
      Sys.say("notices", Restrict.status().notices());
      Sys.say("referee", Restrict.status().referee());
      Sys.say("referees", Proc.referees(ProcessHandle.current().pid()));
      Sys.say("descriptors", Proc.descriptors(ProcessHandle.current().pid()));
      Sys.say(
          "mapped",
          Files.readAllLines(Path.of("/proc/self/maps")).stream()
              .filter(line -> line.contains("restrict-ring"))
              .count());
      Sys.say("mkdir", Sys.answer("mkdir", Sys.string("/tmp/never"), 0700));
    }
  }

  /** Starts a program under a filter that refuses fcntl(F_ADD_SEALS). */
  private static Path withoutSeals() {
    return CProgram.compile(
        "unsealed",
        """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <unistd.h>
        #include <sys/prctl.h>
        #include <sys/syscall.h>
        #include <linux/filter.h>
        #include <linux/seccomp.h>
        int main(int argc, char **argv) {
          struct sock_filter code[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fcntl, 0, 3),
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_ADD_SEALS, 0, 1),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
          };
          struct sock_fprog program = {6, code};
          prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
          if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
            perror("seccomp");
          execvp(argv[1], argv + 1);
          perror(argv[1]);
          return 98;
        }
        """);
  }

  @ParameterizedTest
  @EachUser
  void aRefereeWhoseRingCannotBeSealedLeavesNothingBehind(As as) {
    Map<String, String> facts =
        Facts.of(as.child().under(withoutSeals().toString()), Unsealed.class);
    assertThat(facts.get("notices")).contains("No referee").contains("sealing").contains("EPERM");
    assertThat(facts)
        .containsEntry("referee", "TRAP")
        .containsEntry("referees", "[]")
        .containsEntry("mapped", "0")
        .containsEntry("mkdir", "ENOSYS");
    assertThat(facts.get("descriptors")).doesNotContain("memfd:restrict").doesNotContain("pidfd");
  }
}
