package dev.restrict.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.jna.Memory;
import dev.restrict.Restrict;
import dev.restrict.testing.As;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.LivingChild;
import dev.restrict.testing.Patience;
import dev.restrict.testing.Proc;
import dev.restrict.testing.Sys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process that answers denied calls, and what somebody inside can do about it: nothing. */
class RefereeTest {

  /** Locks and does as it is told, so that the parent can look at it from outside. */
  static final class Obedient {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.syscalls(args[0]);
      Sys.say("locked", Restrict.status().referee());
      while (true) {
        String[] words = Sys.hear().split(" ", -1);
        switch (words[0]) {
          case "mkdir" -> Sys.say("mkdir", Sys.answer("mkdir", Sys.string("/tmp/never"), 0700));
          case "socket" -> Sys.say("socket", Sys.answer("socket", 2, 1, 0));
          case "referee" -> Sys.say("referee", Restrict.status().referee());
          case "count" -> Sys.say("count", Restrict.status().violations());
          case "listen" -> Sys.say("listen", listen());
          case "attack" -> Sys.say("attack", attack(Integer.parseInt(words[1])));
          case "halt" -> Runtime.getRuntime().halt(0);
          default -> {
            return;
          }
        }
      }
    }
  }

  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int PR_SET_SECCOMP = 22;

  /** Tries to get a listener for an own filter, by which denied calls could be let go on. */
  static List<String> listen() {
    List<String> answers = new ArrayList<>();
    for (int action : new int[] {0x7fff0000, 0x7fc00000}) { // ALLOW, USER_NOTIF
      for (int flags : new int[] {8, 8 | 1 | 16, 8 | 32, 8 | 2}) {
        Memory code = new Memory(8);
        code.clear();
        code.setShort(0, (short) 6);
        code.setInt(4, action);
        Memory program = new Memory(16);
        program.clear();
        program.setShort(0, (short) 1);
        program.setPointer(8, code);
        answers.add(Sys.answer("seccomp", SECCOMP_SET_MODE_FILTER, flags, program));
        // The kernel looks at 32 bits of the flags' int and at no more.
        answers.add(Sys.answer("seccomp", 1L << 32 | 1, (1L << 32) | flags, program));
        answers.add(Sys.answer("prctl", PR_SET_SECCOMP, 2, program, 0, 0));
      }
    }
    return answers.stream().distinct().toList();
  }

  /** Everything that one process can do to another. Names those attempts that were not refused. */
  static List<String> attack(int referee) {
    List<String> succeeded = new ArrayList<>();
    Memory memory = new Memory(64);
    memory.clear();
    Memory vector = new Memory(16);
    vector.setPointer(0, memory);
    vector.setLong(8, 8);
    Object[][] attempts = {
      {"ptrace", 16, referee, 0, 0}, // PTRACE_ATTACH
      {"ptrace", 0x4206, referee, 0, 0}, // PTRACE_SEIZE
      {"process_vm_writev", referee, vector, 1, vector, 1, 0},
      {"process_vm_readv", referee, vector, 1, vector, 1, 0},
      {"process_madvise", referee, vector, 1, 4, 0},
      {"prlimit64", referee, 9, memory, null}, // RLIMIT_AS
      {"kcmp", referee, referee, 0, 0, 0},
      {"sched_setaffinity", referee, 8, memory},
      {"move_pages", referee, 0, null, null, null, 0},
      {"migrate_pages", referee, 0, null, null},
      {"setns", referee, 0},
      {"perf_event_open", memory, referee, -1, -1, 0},
      {"pidfd_getfd", pidfd(referee), 3, 0},
      {"pidfd_getfd", pidfd(referee), 4, 0},
    };
    for (Object[] attempt : attempts) {
      Object[] arguments = java.util.Arrays.copyOfRange(attempt, 1, attempt.length);
      String answer = Sys.answer((String) attempt[0], arguments);
      if (answer.equals("ok")) {
        succeeded.add((String) attempt[0]);
      }
    }
    // The descriptors that the JVM itself has, its pidfd of the referee among them.
    for (int fd = 0; fd < 200; fd++) {
      if (Sys.call("pidfd_getfd", fd, 3, 0) >= 0 || Sys.call("pidfd_getfd", fd, 4, 0) >= 0) {
        succeeded.add("pidfd_getfd of " + fd);
      }
      // SECCOMP_IOCTL_NOTIF_RECV: is it a listener?
      long received = Sys.call("ioctl", fd, 0xc0502100L, new Memory(80));
      if (received >= 0) {
        succeeded.add("ioctl on " + fd);
      }
    }
    String proc = "/proc/" + referee + "/";
    // What may be read by anybody, or by root with CAP_PERFMON, such as maps, is no way in.
    for (String file : List.of("mem", "task/" + referee + "/mem", "fd/3", "fd/4", "exe")) {
      for (int flags : new int[] {0, 1, 2}) {
        if (Sys.open(proc + file, flags).equals("ok")) {
          succeeded.add((flags == 0 ? "read " : "write ") + file);
        }
      }
    }
    return succeeded;
  }

  private static long pidfd(int pid) {
    return Sys.call("pidfd_open", pid, 0);
  }

  private static LivingChild locked(As as, String promises) {
    LivingChild child = LivingChild.start(as.child(), Obedient.class, promises);
    assertThat(child.await("locked")).isEqualTo("RUNNING");
    return child;
  }

  @ParameterizedTest
  @EachUser
  void livesOutsideTheJvm(As as) throws Exception {
    try (LivingChild child = locked(as, "stdio error")) {
      assertThat(child.ask("mkdir", "mkdir")).isEqualTo("ENOSYS");
      assertThat(Proc.descriptors(child.pid())).noneMatch(target -> target.contains("seccomp"));
      long referee = child.referee();
      assertThat(Proc.status(referee, "Tgid")).isEqualTo(String.valueOf(referee));
      assertThat(Proc.status(referee, "Seccomp")).isEqualTo("2");
      assertThat(Proc.status(referee, "NoNewPrivs")).isEqualTo("1");
      assertThat(Proc.status(referee, "Name")).isEqualTo("restrict-refere");
      assertThat(Proc.status(referee, "Threads")).isEqualTo("1");
      assertThat(Proc.status(referee, "Uid")).isEqualTo(Proc.status(child.pid(), "Uid"));
      // Of the session's id: it leads a session of its own.
      assertThat(Proc.status(referee, "NSsid")).isEqualTo(String.valueOf(referee));
      if (ChildJvm.isRoot()) {
        assertThat(Proc.descriptors(referee))
            .containsExactlyInAnyOrder(
                "/proc/" + child.pid() + "/mem", "anon_inode:seccomp notify");
      }
      // Nobody else is left of the hand-over, not even as a zombie.
      assertThat(ProcessHandle.of(child.pid()).orElseThrow().children().map(ProcessHandle::pid))
          .containsExactly(referee);
      // Not dumpable: its /proc belongs to root.
      assertThat(
              java.nio.file.Files.getOwner(java.nio.file.Path.of("/proc/" + referee + "/maps"))
                  .getName())
          .isEqualTo("root");
    }
  }

  @ParameterizedTest
  @EachUser
  void isOutOfReachFromInside(As as) {
    for (String promises :
        List.of("stdio error", "stdio rpath wpath cpath proc ps id exec prot_exec error")) {
      try (LivingChild child = locked(as, promises)) {
        long referee = child.referee();
        assertThat(child.ask("attack " + referee, "attack"))
            .satisfies(
                succeeded -> {
                  // id: limits and affinity of others are its business, where the kernel allows.
                  assertThat(succeeded.replaceAll("prlimit64|sched_setaffinity|, ", ""))
                      .as(promises)
                      .isEqualTo("[]");
                });
        assertThat(child.ask("referee", "referee")).isEqualTo("RUNNING");
        assertThat(child.ask("socket", "socket")).isEqualTo("ENOSYS");
      }
    }
  }

  /** Kills by every call that can send a signal. */
  static final class Killer {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.syscalls(args[0]);
      Sys.say("locked", "yes");
      int referee = Integer.parseInt(Sys.hear());
      Memory info = new Memory(128);
      info.clear();
      info.setInt(0, 9);
      info.setInt(8, -1);
      Sys.say("kill", Sys.answer("kill", referee, 9));
      Sys.say("group", Sys.answer("kill", -referee, 9));
      Sys.say("tkill", Sys.answer("tkill", referee, 9));
      Sys.say("tgkill", Sys.answer("tgkill", referee, referee, 9));
      Sys.say("queue", Sys.answer("rt_sigqueueinfo", referee, 9, info));
      Sys.say("tgqueue", Sys.answer("rt_tgsigqueueinfo", referee, referee, 9, info));
      for (int fd = 0; fd < 200; fd++) {
        if (Sys.call("pidfd_send_signal", fd, 9, null, 0) >= 0) {
          Sys.say("pidfd", "sent by " + fd);
        }
      }
      Sys.say("fcntl", Sys.answer("fcntl", 0, 8, referee)); // F_SETOWN, then F_SETSIG
      Sys.say("stop", Sys.answer("kill", referee, 0));
      Sys.say("socket", Sys.answer("socket", 2, 1, 0));
      Sys.say("mkdir", Sys.answer("mkdir", Sys.string("/tmp/never"), 0700));
      Sys.say("listen", listen());
      Sys.say("referee", Restrict.status().referee());
    }
  }

  @ParameterizedTest
  @EachUser
  void cannotBeKilledFromInside(As as) {
    try (LivingChild child = LivingChild.start(as.child(), Killer.class, "stdio error")) {
      child.await("locked");
      child.say(String.valueOf(child.referee()));
      child.await("referee");
      assertThat(Facts.in(child.output()))
          .doesNotContainKey("pidfd")
          .containsEntry("kill", "ENOSYS")
          .containsEntry("group", "ENOSYS")
          .containsEntry("tkill", "ENOSYS")
          .containsEntry("tgkill", "ENOSYS")
          .containsEntry("queue", "ENOSYS")
          .containsEntry("tgqueue", "ENOSYS")
          .containsEntry("fcntl", "ENOSYS")
          .containsEntry("socket", "ENOSYS")
          .containsEntry("listen", "[ENOSYS]")
          .containsEntry("referee", "RUNNING");
    }
  }

  @ParameterizedTest
  @EachUser
  void gainsNothingByTheRefereesDeathWhereItMayKill(As as) {
    try (LivingChild child = LivingChild.start(as.child(), Killer.class, "stdio proc error")) {
      child.await("locked");
      child.say(String.valueOf(child.referee()));
      child.await("referee");
      assertThat(Facts.in(child.output()))
          .containsEntry("kill", "ok")
          .containsEntry("socket", "ENOSYS")
          .containsEntry("mkdir", "ENOSYS")
          .containsEntry("listen", "[ENOSYS]")
          .containsEntry("referee", "GONE");
    }
  }

  @ParameterizedTest
  @EachUser
  void deniesWithoutARefereeToo(As as) {
    try (LivingChild child = locked(as, "stdio error")) {
      child.ask("mkdir", "mkdir");
      String count = child.ask("count", "count");
      ProcessHandle referee = ProcessHandle.of(child.referee()).orElseThrow();
      referee.destroyForcibly();
      await()
          .atMost(Patience.of(Duration.ofSeconds(5)))
          .until(() -> child.ask("referee", "referee"), "GONE"::equals);
      assertThat(child.ask("mkdir", "mkdir")).isEqualTo("ENOSYS");
      assertThat(child.ask("socket", "socket")).isEqualTo("ENOSYS");
      assertThat(child.ask("listen", "listen")).isEqualTo("[ENOSYS]");
      assertThat(child.ask("socket", "socket")).isEqualTo("ENOSYS");
      assertThat(child.ask("count", "count")).isEqualTo(count);
    }
  }

  @Test
  void aStoppedRefereeLetsNobodyThrough() throws Exception {
    try (LivingChild child = locked(As.SELF, "stdio error")) {
      long referee = child.referee();
      new ProcessBuilder("kill", "-STOP", String.valueOf(referee)).start().waitFor();
      child.say("mkdir");
      TimeUnit.MILLISECONDS.sleep(300);
      assertThat(child.output()).doesNotContain("mkdir:");
      // It may still be killed, which is what WAIT_KILLABLE_RECV is for.
      child.process().destroyForcibly();
      child.exit();
      new ProcessBuilder("kill", "-CONT", String.valueOf(referee)).start().waitFor();
      gone(referee);
    }
  }

  /** 400,000 denied calls by eight threads while the collector stops the world. */
  static final class Flood {
    static final int THREADS = 8;
    static final int CALLS = 50_000;

    public static void main(String[] args) throws Exception {
      Sys.ready();
      Restrict.syscalls("stdio error");
      long before = Restrict.status().violations();
      long[] wrong = new long[THREADS];
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int number = t;
        Thread thread =
            new Thread(
                () -> {
                  Memory path = Sys.string("/tmp/never");
                  for (int i = 0; i < CALLS; i++) {
                    if (Sys.call("mkdir", path, 0700) != -Sys.ENOSYS) {
                      wrong[number]++;
                    }
                  }
                });
        thread.start();
        threads.add(thread);
      }
      long start = System.nanoTime();
      int collections = 0;
      while (threads.stream().anyMatch(Thread::isAlive)) {
        System.gc();
        collections++;
        Thread.sleep(20);
      }
      Sys.say("nanos", (System.nanoTime() - start) / (THREADS * CALLS));
      Sys.say("collections", collections > 5);
      Sys.say("wrong", java.util.Arrays.stream(wrong).sum());
      Sys.say("count", Restrict.status().violations() - before);
      Sys.say("dropped", Restrict.status().dropped() <= Restrict.status().violations());
      Sys.say("records", Restrict.violations().size());
      Sys.say("then", Sys.answer("socket", 2, 1, 0));
      Sys.say("newest", Restrict.violations().get(Restrict.violations().size() - 1).syscall());
    }
  }

  @ParameterizedTest
  @EachUser
  void countsAFloodExactly(As as) {
    assertThat(Facts.of(as.child(), Flood.class))
        .containsEntry("collections", "true")
        .containsEntry("wrong", "0")
        .containsEntry("count", "400000")
        .containsEntry("dropped", "true")
        .containsEntry("records", "256")
        .containsEntry("then", "ENOSYS")
        .containsEntry("newest", "socket");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "halt", "return"})
  void endsWithTheJvm(String how) {
    try (LivingChild child = locked(As.NOBODY, "stdio error")) {
      long referee = child.referee();
      if (how.equals("KILL")) {
        child.process().destroyForcibly();
      } else {
        child.say(how);
      }
      child.exit();
      gone(referee);
    }
  }

  @Test
  void outlivesCtrlCAsLongAsTheJvmNeedsIt() throws Exception {
    // setsid: the child and its referee form a process group as at a terminal.
    try (LivingChild child =
        LivingChild.start(
            ChildJvm.child().under("setsid", "env", "--default-signal=INT"), Interrupted.class)) {
      child.await("locked");
      long referee = child.referee();
      new ProcessBuilder("kill", "-INT", "--", "-" + child.pid()).start().waitFor();
      assertThat(child.await("at the end")).isEqualTo("RUNNING ENOSYS 1");
      assertThat(child.exit()).isEqualTo(130);
      gone(referee);
    }
  }

  static final class Interrupted {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      Restrict.syscalls("stdio error");
      long before = Restrict.status().violations();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    String mkdir = Sys.answer("mkdir", Sys.string("/tmp/never"), 0700);
                    Sys.say(
                        "at the end",
                        Restrict.status().referee()
                            + " "
                            + mkdir
                            + " "
                            + (Restrict.status().violations() - before));
                  }));
      Sys.say("locked", "yes");
      Thread.sleep(60_000);
    }
  }

  private static void gone(long referee) {
    await()
        .atMost(Patience.of(Duration.ofSeconds(5)))
        .until(
            () -> {
              String state = Proc.status(referee, "State");
              return state.equals("gone") || state.startsWith("Z");
            });
  }

  /** Locks paths first, as the model does, and system calls later: one referee, no zombie. */
  static final class KillAfterRules {
    public static void main(String[] args) {
      Restrict.access(java.nio.file.Path.of("/tmp"), "r");
      Restrict.accessLock();
      Sys.say("rules", "locked");
      Sys.hear();
      Restrict.syscalls("stdio rpath");
      Sys.say("locked", "yes");
      Sys.hear();
    }
  }

  @Test
  void isSentAwayAndLeavesNoZombieWhereNobodyNeedsIt() {
    try (LivingChild child = LivingChild.start(ChildJvm.child(), KillAfterRules.class)) {
      child.await("rules");
      assertThat(Proc.referees(child.pid())).hasSize(1);
      child.say("on");
      child.await("locked");
      await()
          .atMost(Patience.of(Duration.ofSeconds(5)))
          .until(
              () ->
                  ProcessHandle.allProcesses()
                      .map(ProcessHandle::pid)
                      .noneMatch(
                          pid -> Proc.status(pid, "PPid").equals(String.valueOf(child.pid()))));
      assertThat(Proc.descriptors(child.pid()))
          .noneMatch(target -> target.contains("pidfd") || target.contains("memfd"));
    }
  }
}
