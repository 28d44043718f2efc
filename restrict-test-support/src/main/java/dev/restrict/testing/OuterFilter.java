package dev.restrict.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A seccomp filter that is in force before a child JVM starts, as that of a container runtime or of
 * systemd is: it refuses some calls and allows all others. A prefix for {@link ChildJvm#under}.
 */
public final class OuterFilter {

  private static final long KILL_PROCESS = 0x8000_0000L;
  private static final long ERRNO = 0x0005_0000L;

  private static final String SOURCE =
      """
      #include <errno.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <unistd.h>
      #include <sys/prctl.h>
      #include <linux/filter.h>
      #include <linux/seccomp.h>
      /* outer ACTION NUMBER... -- COMMAND... */
      int main(int argc, char **argv) {
        struct sock_filter code[256] = {
          BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        };
        int n = 1, i = 2;
        for (; argv[i][0] != '-'; i++) {
          struct sock_filter test = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, atoi(argv[i]), 0, 1);
          struct sock_filter answer = BPF_STMT(BPF_RET | BPF_K, strtoul(argv[1], 0, 0));
          code[n++] = test;
          code[n++] = answer;
        }
        struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
        code[n++] = allow;
        struct sock_fprog program = {n, code};
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
          return 99;
        execvp(argv[i + 1], argv + i + 1);
        perror(argv[i + 1]);
        return 98;
      }
      """;

  private static final class Launcher {
    static final Path PROGRAM = CProgram.compile("outer", SOURCE);
  }

  private OuterFilter() {}

  /** Kills the process that makes one of these calls, as systemd's does. */
  public static String[] kills(String... syscalls) {
    return command(KILL_PROCESS, syscalls);
  }

  /** Answers these calls with an error, as those of container runtimes do. */
  public static String[] answers(int errno, String... syscalls) {
    return command(ERRNO | errno, syscalls);
  }

  private static String[] command(long action, String... syscalls) {
    List<String> command = new ArrayList<>();
    command.add(Launcher.PROGRAM.toString());
    command.add(String.valueOf(action));
    for (String syscall : syscalls) {
      command.add(String.valueOf(SyscallNumbers.of(syscall)));
    }
    command.add("--");
    return command.toArray(String[]::new);
  }
}
