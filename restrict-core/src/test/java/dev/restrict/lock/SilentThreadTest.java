package dev.restrict.lock;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import dev.restrict.Restrict;
import dev.restrict.Status;
import dev.restrict.landlock.Abi;
import dev.restrict.testing.As;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Proc;
import dev.restrict.testing.Sys;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * A thread that blocks every signal cannot restrict itself, so nothing is locked. From Landlock ABI
 * 8 on the kernel restricts it.
 */
class SilentThreadTest {

  private static final int SIG_SETMASK = 2;

  static final class Silent {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      CountDownLatch blocked = new CountDownLatch(1);
      CountDownLatch open = new CountDownLatch(1);
      Thread thread =
          new Thread(
              () -> {
                Memory old = new Memory(8);
                Sys.call("rt_sigprocmask", SIG_SETMASK, Sys.signalMask(), old, 8);
                Sys.say("tid", Sys.call("gettid"));
                blocked.countDown();
                try {
                  open.await();
                } catch (InterruptedException e) {
                  return;
                }
                Sys.say("passwd of the silent one", Sys.open("/etc/passwd", 0));
                // What the lock sent and did not withdraw would arrive now.
                Sys.call("rt_sigprocmask", SIG_SETMASK, old, null, 8);
                Sys.say("unblocked", "alive");
              },
              "blocks-everything");
      thread.start();
      blocked.await();
      TriedLock.say("stdio error");
      Sys.say("abi", Restrict.status().kernel().landlockAbi());
      Sys.say("state", Restrict.status().state());
      Sys.say("promises", Restrict.status().promises());
      Sys.say("passwd", Sys.open("/etc/passwd", 0));
      Sys.say("others", EveryThreadTest.read("/etc/passwd"));
      Path tasks = Path.of("/proc/self/task");
      Sys.say("seccomp", Proc.ofThreads(tasks, "Seccomp"));
      Sys.say("nnp", Proc.ofThreads(tasks, "NoNewPrivs"));
      Sys.say("pending", Proc.ofThreads(tasks, "SigPnd"));
      if (Restrict.status().state() == Status.State.UNLOCKED) {
        Sys.say("referees", Proc.referees(ProcessHandle.current().pid()));
        Sys.say("descriptors", Proc.descriptors(ProcessHandle.current().pid()));
      }
      open.countDown();
      thread.join();
      Restrict.syscalls("stdio error");
      Sys.say("second", Restrict.status().state());
      Sys.say("passwd then", Sys.open("/etc/passwd", 0));
      Sys.say("seccomp then", Proc.ofThreads(tasks, "Seccomp"));
    }
  }

  /** What happens depends on who puts the ruleset on the threads: themselves, or the kernel. */
  @ParameterizedTest
  @EachUser
  void isLockedByTheKernelOrNothingIs(As as) {
    Map<String, String> facts = Facts.of(as.child(), Silent.class);
    if (Integer.parseInt(facts.get("abi")) >= Abi.TSYNC) {
      assertThat(facts)
          .containsEntry("failure", "none")
          .containsEntry("state", "LOCKED")
          .containsEntry("passwd", "EACCES")
          .containsEntry("passwd of the silent one", "EACCES")
          .containsEntry("seccomp", "[2]")
          .containsEntry("nnp", "[1]")
          .containsEntry("pending", "[0000000000000000]")
          .containsEntry("unblocked", "alive")
          .containsEntry("second", "LOCKED");
      return;
    }
    String tid = facts.get("tid");
    assertThat(facts.get("failure"))
        .contains(tid + " 'blocks-everythi'")
        .contains("Nothing was locked");
    assertThat(facts)
        .containsEntry("threads", "[UnlockedThread[tid=%s, name=blocks-everythi]]".formatted(tid))
        .containsEntry("partly", "false")
        .containsEntry("state", "UNLOCKED")
        .containsEntry("promises", "[]")
        .containsEntry("passwd", "ok")
        .containsEntry("passwd of the silent one", "ok")
        .containsEntry("others", "ok")
        .containsEntry("seccomp", "[0]")
        .containsEntry("nnp", "[0]")
        .containsEntry("pending", "[0000000000000000]")
        .containsEntry("referees", "[]")
        .containsEntry("unblocked", "alive")
        .containsEntry("second", "LOCKED")
        .containsEntry("passwd then", "EACCES")
        .containsEntry("seccomp then", "[2]");
    assertThat(facts.get("descriptors")).doesNotContain("memfd", "pidfd");
  }
}
