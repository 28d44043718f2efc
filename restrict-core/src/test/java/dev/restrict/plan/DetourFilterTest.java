package dev.restrict.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Protocol;
import dev.restrict.linux.Arch;
import dev.restrict.seccomp.BpfInterpreter;
import dev.restrict.seccomp.BpfProgram;
import dev.restrict.seccomp.FilterCompiler;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Detours that the table closes by an argument, in plain numbers and not read from the table. */
@ParameterizedClass
@EnumSource(Arch.class)
class DetourFilterTest {

  private final Arch arch;

  DetourFilterTest(Arch arch) {
    this.arch = arch;
  }

  private static final long ALLOW = 0x7fff_0000L;

  @Test
  void anEndOfASocketPairReachesNobodyElse() {
    Policy stdio = Policy.builder().promises("stdio").build();
    assertThat(allows(stdio, "socketpair", 1, 1, 0)).as("stream").isTrue();
    assertThat(allows(stdio, "socketpair", 1, 2, 0)).as("datagrams").isFalse();
    assertThat(allows(stdio, "sendto", 5, 0x1000, 1, 0, 0, 0)).as("to the peer").isTrue();
    assertThat(allows(stdio, "sendto", 5, 0x1000, 1, 0, 0x2000, 16)).as("to a name").isFalse();
    Policy inet = Policy.builder().promises("stdio inet").build();
    assertThat(allows(inet, "sendto", 5, 0x1000, 1, 0, 0x2000, 16)).isTrue();
    assertThat(allows(inet, "sendto", 5, 0x1000, 1, 0x2000_0000, 0x2000, 16)).isFalse();
  }

  @Test
  void nobodyListensWhereNoPortMayBeBound() {
    Policy.Builder client = Policy.builder().promises("stdio inet");
    assertThat(allows(client.build(), "listen", 5, 1)).isTrue();
    assertThat(allows(client.port(443, "c").build(), "listen", 5, 1)).isFalse();
    assertThat(allows(client.port(8080, "b", Protocol.UDP).build(), "listen", 5, 1)).isFalse();
    assertThat(allows(client.port(8080, "b").build(), "listen", 5, 1)).isTrue();
  }

  /** No rule for UDP is a rule for UDP-Lite, which Landlock does not judge. */
  @Test
  void udpIsUdpAlone() {
    Policy ports = Policy.builder().port(514, "c", Protocol.UDP).build();
    BpfProgram guard = FilterCompiler.compile(PolicyFilter.portGuard(ports, arch));
    for (long family : new long[] {2, 10}) {
      assertThat(run(guard, "socket", family, 2, 17)).isEqualTo(ALLOW);
      assertThat(run(guard, "socket", family, 2, 136)).isNotEqualTo(ALLOW);
      Policy inet = Policy.builder().promises("stdio inet").port(1, "c").build();
      assertThat(allows(inet, "socket", family, 2, 17)).isTrue();
      assertThat(allows(inet, "socket", family, 2, 136)).isFalse();
    }
  }

  /** The referee is asked about an address, and not about what is sent to the peer. */
  @Test
  void sendingIsObservedOnlyWithAnAddress() {
    Policy policy =
        Policy.builder().promises("stdio inet error").port(514, "c", Protocol.UDP).build();
    BpfProgram program =
        FilterCompiler.compile(
            PolicyFilter.spec(
                policy,
                arch,
                4711,
                Set.of(arch.number("sendto"), arch.number("connect")),
                PolicyFilter.denial(Mode.ERROR)));
    long observed = 0x7fc0_0000L;
    assertThat(run(program, "sendto", 5, 0x1000, 1, 0, 0, 0)).isEqualTo(ALLOW);
    assertThat(run(program, "sendto", 5, 0x1000, 1, 0, 0x2000, 16)).isEqualTo(observed);
    // The kernel takes 64 bits for a pointer.
    assertThat(run(program, "sendto", 5, 0x1000, 1, 0, 1L << 32, 16)).isEqualTo(observed);
    assertThat(run(program, "connect", 5, 0, 0)).isEqualTo(observed);
  }

  private long run(BpfProgram program, String call, long... arguments) {
    long[] six = java.util.Arrays.copyOf(arguments, 6);
    return BpfInterpreter.run(program, arch.number(call), arch.audit(), 0, six);
  }

  private boolean allows(Policy policy, String call, long... arguments) {
    long[] six = java.util.Arrays.copyOf(arguments, 6);
    BpfProgram program =
        FilterCompiler.compile(
            PolicyFilter.spec(policy, arch, 4711, Set.of(), PolicyFilter.denial(Mode.KILL)));
    return BpfInterpreter.run(program, arch.number(call), arch.audit(), 0, six) == ALLOW;
  }
}
