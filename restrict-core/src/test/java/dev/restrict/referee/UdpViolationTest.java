package dev.restrict.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Layer;
import dev.restrict.Policy;
import dev.restrict.Protocol;
import dev.restrict.Violation;
import dev.restrict.judge.Judge;
import dev.restrict.landlock.Ruleset;
import dev.restrict.landlock.RulesetCompiler;
import dev.restrict.landlock.Tree;
import dev.restrict.linux.Arch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the records of datagrams, under the rulesets of kernels that tell and do not. */
class UdpViolationTest {

  private static final Policy POLICY =
      Policy.builder()
          .promises("stdio inet error")
          .port(443, "c")
          .port(514, "c", Protocol.UDP)
          .build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sendto  | UDP     | 443 | add a port rule: 443/udp: c",
        "sendto  | UDPv6   | 443 | add a port rule: 443/udp: c",
        "sendto  | UDP     | 514 |",
        "sendto  | TCP     | 80  |",
        "sendto  | PING    | 80  |",
        "sendto  | UDPLITE | 80  |",
        "sendto  | ''      | 80  |",
        "connect | UDP     | 443 | add a port rule: 443/udp: c",
        "connect | UDP     | 514 |",
        "connect | TCP     | 443 |",
        "connect | TCPv6   | 514 | add a port rule: 514: c",
        "bind    | UDP     | 514 | add a port rule: 514/udp: b",
        "bind    | UDP     | 0   |",
        "bind    | TCP     | 0   | add a port rule: 0: b"
      })
  void aPortWithoutARuleIsAViolation(String call, String protocol, int port, String remedy) {
    Optional<Violation> violation = violations(10).of(entry(call, protocol, port));
    assertThat(violation.map(Violation::remedy)).isEqualTo(Optional.ofNullable(remedy));
    violation.ifPresent(
        one -> {
          assertThat(one.layer()).isEqualTo(Layer.LANDLOCK);
          assertThat(one.syscall()).isEqualTo(call);
          assertThat(one.path()).contains("127.0.0.1:" + port);
        });
  }

  @Test
  void whatTheKernelDoesNotJudgeIsNone() {
    assertThat(violations(9).of(entry("sendto", "UDP", 443))).isEmpty();
    assertThat(violations(9).of(entry("connect", "TCP", 514))).isPresent();
  }

  private static ViolationMaker violations(int abi) {
    Ruleset ruleset = RulesetCompiler.compile(POLICY, List.of(), List.of(), new NoTree(), abi, 0);
    return new ViolationMaker(
        Arch.X86_64, 4711, POLICY, new Judge(POLICY.promises(), List.of(ruleset)));
  }

  private static Ring.Entry entry(String call, String protocol, int port) {
    byte[] address =
        ByteBuffer.allocate(16)
            .order(ByteOrder.nativeOrder())
            .putShort((short) 2)
            .order(ByteOrder.BIG_ENDIAN)
            .putShort((short) port)
            .put(new byte[] {127, 0, 0, 1})
            .array();
    return new Ring.Entry(
        1,
        0,
        4711,
        4711,
        Arch.X86_64.number(call),
        false,
        false,
        false,
        new long[] {5, 0x1000, 1, 0, 0x2000, 16},
        "main",
        protocol,
        address,
        new byte[0]);
  }

  private static final class NoTree implements Tree {

    @Override
    public boolean exists(Path path) {
      return false;
    }

    @Override
    public boolean isDirectory(Path path) {
      return false;
    }
  }
}
