package dev.restrict.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Policy;
import dev.restrict.Violation;
import dev.restrict.judge.Judge;
import dev.restrict.linux.Arch;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to be missing where the filter denied a call. */
class DeniedCallTest {

  private static final Arch ARCH = Arch.X86_64;
  private static final long AF_UNIX = 1;
  private static final long AF_INET = 2;
  private static final long SOCK_STREAM = 1;
  private static final long IPPROTO_MPTCP = 262;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stdio inet | 443 | c | listen | add a port rule that binds the TCP port to listen on",
        "stdio      | 443 | c | listen | add the promise inet",
        "stdio      |     |   | listen | add the promise inet",
        "stdio inet | 443 | c | unix   | add the promise unix",
        "stdio inet | 8080 | b | mptcp  | remove the port rules, which allow TCP and UDP alone",
        "stdio inet | 8080 | b | execve | add the promise exec",
        "stdio inet | 8080 | b | reboot | nothing: it belongs to no promise",
      })
  void theRemedyIsTheOneThatHelps(
      String promises, Integer port, String flags, String what, String remedy) {
    Policy.Builder policy = Policy.builder().promises(promises + " error");
    if (port != null) {
      policy.port(port, flags);
    }
    Violation violation = denied(policy.build(), what);
    assertThat(violation.remedy()).isEqualTo(remedy);
    assertThat(violation.promise().map(one -> "add the promise " + one))
        .isEqualTo(Optional.of(remedy).filter(one -> one.startsWith("add the promise")));
  }

  private static Violation denied(Policy policy, String what) {
    long[] args =
        switch (what) {
          case "unix" -> new long[] {AF_UNIX, SOCK_STREAM, 0, 0, 0, 0};
          case "mptcp" -> new long[] {AF_INET, SOCK_STREAM, IPPROTO_MPTCP, 0, 0, 0};
          default -> new long[] {5, 1, 0, 0, 0, 0};
        };
    String syscall = what.equals("unix") || what.equals("mptcp") ? "socket" : what;
    Ring.Entry entry =
        new Ring.Entry(
            1,
            0,
            4711,
            4711,
            ARCH.number(syscall),
            true,
            false,
            false,
            args,
            "main",
            "",
            new byte[0],
            new byte[0]);
    return new ViolationMaker(ARCH, 4711, policy, new Judge(policy.promises(), List.of()))
        .of(entry)
        .orElseThrow();
  }
}
