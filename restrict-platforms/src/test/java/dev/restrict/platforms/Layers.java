package dev.restrict.platforms;

import dev.restrict.testing.CProgram;
import java.nio.file.Path;

/** A program that stacks Landlock domains and filters, and then executes another. */
final class Layers {

  /** Made once, when it is first needed. */
  static final Path PROGRAM =
      CProgram.compile(
          "layers",
          """
          #include <stdio.h>
          #include <stdlib.h>
          #include <unistd.h>
          #include <sys/prctl.h>
          #include <sys/syscall.h>
          #include <linux/filter.h>
          #include <linux/seccomp.h>
          int main(int argc, char **argv) {
            unsigned long long make_block = 1 << 11; /* the rights that the ruleset takes away */
            struct sock_filter code[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
            struct sock_fprog program = {1, code};
            prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            for (int i = 0; i < atoi(argv[1]); i++) {
              int ruleset = syscall(444, &make_block, sizeof make_block, 0);
              if (ruleset < 0 || syscall(446, ruleset, 0)) {
                perror("landlock");
                return 98;
              }
              close(ruleset);
              if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
                perror("seccomp");
                return 98;
              }
            }
            execv(argv[2], argv + 2);
            perror(argv[2]);
            return 98;
          }
          """);

  private Layers() {}
}
