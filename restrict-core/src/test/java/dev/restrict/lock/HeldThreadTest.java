package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import dev.restrict.Restrict;
import dev.restrict.kernel.Librestrict;
import dev.restrict.landlock.Abi;
import dev.restrict.linux.Errno;
import dev.restrict.linux.Linux;
import dev.restrict.testing.As;
import dev.restrict.testing.CProgram;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.LivingChild;
import dev.restrict.testing.Proc;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A thread that a debugger holds cannot answer. From Landlock ABI 8 on the kernel would wait for it
 * without end, so it has to be found before the kernel is asked.
 */
class HeldThreadTest {

  /** Stops one thread, and lets it go on at the end of its input. */
  private static final String DEBUGGER =
      """
      #include <stdio.h>
      #include <stdlib.h>
      #include <sys/ptrace.h>
      #include <sys/types.h>
      #include <sys/wait.h>

      int main(int argc, char **argv)
      {
        pid_t tid = atoi(argv[argc - 1]);
        if (ptrace(PTRACE_SEIZE, tid, 0, 0) || ptrace(PTRACE_INTERRUPT, tid, 0, 0)) {
          perror("ptrace");
          return 1;
        }
        waitpid(tid, 0, __WALL);
        puts("held");
        fflush(stdout);
        while (getchar() != EOF)
          ;
        return ptrace(PTRACE_DETACH, tid, 0, 0) ? 2 : 0;
      }
      """;

  private static final int PR_SET_PTRACER = 0x59616d61;

  /** Starts a thread to be held, and says its id. */
  private static void startThread(String name, boolean silent) throws InterruptedException {
    Sys.ready();
    Sys.call("prctl", PR_SET_PTRACER, -1, 0, 0, 0);
    CountDownLatch started = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              if (silent) {
                Sys.call("rt_sigprocmask", 2, Sys.signalMask(), null, 8);
              }
              Sys.say("tid", Sys.call("gettid"));
              started.countDown();
              try {
                Thread.sleep(TimeUnit.HOURS.toMillis(1));
              } catch (InterruptedException e) {
                // the end
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    started.await();
  }

  /** What the status files of all threads say; one may end while it is read. */
  private static List<String> ofThreads(String line) throws IOException {
    return Proc.ofThreads(Path.of("/proc/self/task"), line).stream()
        .filter(said -> !said.equals("ended"))
        .toList();
  }

  static final class Locks {
    public static void main(String[] args) throws Exception {
      startThread("held-one", false);
      Sys.hear();
      TriedLock.say("stdio error");
      Sys.say("state", Restrict.status().state());
      Sys.say("passwd", Sys.open("/etc/passwd", 0));
      Sys.say("seccomp", ofThreads("Seccomp"));
      Sys.say("nnp", ofThreads("NoNewPrivs"));
      Sys.say("tried", "yes");
      Sys.hear();
      Restrict.syscalls("stdio error");
      Sys.say("second", Restrict.status().state());
      Sys.say("passwd then", Sys.open("/etc/passwd", 0));
    }
  }

  @ParameterizedTest
  @EachUser
  void failsWithItsNameAndLocksNothing(As as) throws IOException, InterruptedException {
    try (LivingChild child = LivingChild.start(as.child(), Locks.class)) {
      String tid = child.await("tid");
      Process debugger = hold(tid);
      child.say("lock");
      child.await("tried");
      Map<String, String> facts = Facts.in(child.output());
      assertThat(facts.get("failure"))
          .contains(tid + " 'held-one'", "stopped by a debugger", "Nothing was locked");
      assertThat(facts)
          .containsEntry("threads", "[UnlockedThread[tid=%s, name=held-one]]".formatted(tid))
          .containsEntry("partly", "false")
          .containsEntry("state", "UNLOCKED")
          .containsEntry("passwd", "ok")
          .containsEntry("seccomp", "[0]")
          .containsEntry("nnp", "[0]");
      letGo(debugger);
      child.say("lock again");
      assertThat(child.await("second")).isEqualTo("LOCKED");
      assertThat(child.await("passwd then")).isEqualTo("EACCES");
      assertThat(child.exit()).isZero();
    }
  }

  /** Asks for the kernel's own way, on every kernel: one that is too old answers EINVAL. */
  static final class Tsync {
    public static void main(String[] args) throws Exception {
      startThread("the-thread", args[0].contains("silent"));
      Sys.hear();
      Memory attr = new Memory(8);
      attr.setLong(0, Linux.LANDLOCK_ACCESS_FS_EXECUTE);
      int ruleset = (int) Sys.require("landlock_create_ruleset", attr, 8, 0);
      Memory outcome = new Memory(OutcomeLayout.OUTCOME_SIZEOF.get());
      outcome.clear();
      long result =
          Librestrict.allThreads(
              ruleset,
              Linux.LANDLOCK_RESTRICT_SELF_TSYNC,
              Linux.SIGRTMAX,
              TimeUnit.SECONDS.toNanos(args[0].contains("held") ? 1 : 60),
              outcome);
      Sys.say("result", result == 0 ? "ok" : Errno.name((int) -result));
      Sys.say("covered", outcome.getInt(OutcomeLayout.OUTCOME_THREADS.get()));
      Sys.say("missing", outcome.getInt(OutcomeLayout.OUTCOME_MISSING.get()));
      Sys.say("missing one", outcome.getInt(OutcomeLayout.OUTCOME_TIDS.get()));
      Sys.say("abi", Sys.call("landlock_create_ruleset", null, 0, 1));
      Sys.say("pending", ofThreads("SigPnd"));
      Sys.say("done", "yes");
      Sys.hear();
    }
  }

  /** A thread that blocks every signal is reached by the kernel, unless it is held as well. */
  @ParameterizedTest
  @CsvSource({"free, false", "silent, false", "held, true", "silent and held, true"})
  void theKernelIsAskedOnlyIfEveryThreadCanAnswer(String thread, boolean late)
      throws IOException, InterruptedException {
    try (LivingChild child = LivingChild.start(As.NOBODY.child(), Tsync.class, thread)) {
      String tid = child.await("tid");
      Process debugger = thread.contains("held") ? hold(tid) : null;
      child.say("go");
      child.await("done");
      Map<String, String> facts = Facts.in(child.output());
      boolean knows = Integer.parseInt(facts.get("abi")) >= Abi.TSYNC;
      assertThat(facts)
          .containsEntry("result", late ? "ETIMEDOUT" : knows ? "ok" : "EINVAL")
          .containsEntry("missing", late ? "1" : "0")
          .containsEntry("missing one", late ? tid : "0")
          .containsEntry("pending", "[0000000000000000]");
      assertThat(Integer.parseInt(facts.get("covered")) > 1).isEqualTo(knows && !late);
      if (debugger != null) {
        letGo(debugger);
      }
      child.say("end");
      assertThat(child.exit()).isZero();
    }
  }

  static final class Seccomp {
    public static void main(String[] args) throws Exception {
      startThread("held-one", false);
      Sys.hear();
      Sys.require("prctl", 38, 1, 0, 0, 0);
      Memory code = new Memory(8);
      code.setLong(0, 0);
      code.setShort(0, (short) 6); // BPF_RET
      code.setInt(4, 0x7fff0000); // SECCOMP_RET_ALLOW
      Memory prog = new Memory(16);
      prog.clear();
      prog.setShort(0, (short) 1);
      prog.setPointer(8, code);
      Sys.say("result", Sys.answer("seccomp", 1, 1, prog));
      Sys.say("seccomp", ofThreads("Seccomp"));
      Sys.say("done", "yes");
      Sys.hear();
    }
  }

  /** The filter is put on the threads, not by them: seccomp's TSYNC waits for nobody. */
  @Test
  void seccompDoesNotWait() throws IOException, InterruptedException {
    try (LivingChild child = LivingChild.start(As.NOBODY.child(), Seccomp.class)) {
      Process debugger = hold(child.await("tid"));
      child.say("go");
      child.await("done");
      assertThat(Facts.in(child.output()))
          .containsEntry("result", "ok")
          .containsEntry("seccomp", "[2]");
      letGo(debugger);
      child.say("end");
      assertThat(child.exit()).isZero();
    }
  }

  private static Process hold(String tid) throws IOException {
    Path program = CProgram.compile("debugger", DEBUGGER);
    Process debugger =
        new ProcessBuilder(program.toString(), tid).redirectErrorStream(true).start();
    byte[] said = debugger.getInputStream().readNBytes("held\n".length());
    assertThat(new String(said, StandardCharsets.UTF_8)).isEqualTo("held\n");
    return debugger;
  }

  private static void letGo(Process debugger) throws IOException, InterruptedException {
    debugger.getOutputStream().close();
    assertThat(debugger.waitFor()).isZero();
  }
}
