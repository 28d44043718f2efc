package dev.restrict.spring.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.spring.net.ClientJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** What a context puts in force for the whole JVM, and takes back when it closes. */
class JvmResolverTest {

  private static ClientJvm.Result run(String... arguments) {
    ClientJvm.Result result =
        new ClientJvm().program(ResolverOfTwoContexts.class.getName()).with(arguments).run();
    assertThat(result.exit()).as(result.output()).isZero();
    return result;
  }

  /** A record with TTL 0 is asked for again, where the JVM would keep it for 30 seconds. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void theJvmKeepsNoAddressLongerThanItsTtl() {
    ClientJvm.Result result = run();
    assertThat(result.report("first found")).isEqualTo("192.0.2.1");
    assertThat(result.report("changed found")).isEqualTo("192.0.2.9");
    assertThat(result.report("first ttl")).isEqualTo("'0'");
    assertThat(result.report("first closed ttl")).isEqualTo("'0'");
    assertThat(result.report("both closed ttl")).isEqualTo(result.report("before ttl"));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void aContextTakesBackOnlyItsOwnServers() {
    ClientJvm.Result result = run();
    assertThat(result.report("second found")).isEqualTo("192.0.2.2");
    assertThat(result.report("second servers")).isEqualTo("2");
    assertThat(result.report("first closed found")).isEqualTo("192.0.2.2");
    assertThat(result.report("first closed servers")).isEqualTo("1");
    assertThat(result.report("both closed found")).isEqualTo("unknown");
    assertThat(result.report("both closed servers")).isEqualTo("0");
    assertThat(result.report("inner closed found")).isEqualTo("192.0.2.9");
    assertThat(result.report("inner closed servers")).isEqualTo("1");
    assertThat(result.report("outer closed found")).isEqualTo("unknown");
    assertThat(result.report("outer closed ttl")).isEqualTo(result.report("before ttl"));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void leavesTheJvmAsItWasWhereItsResolverWasTakenBefore() {
    leavesTheJvmAsItWas(run("late"));
  }

  @Test
  @EnabledOnJre(JRE.JAVA_17)
  void leavesTheJvmAsItWasOnJava17() {
    leavesTheJvmAsItWas(run());
  }

  private static void leavesTheJvmAsItWas(ClientJvm.Result result) {
    assertThat(result.output()).contains("NOT COVERED by restrict.resolver");
    assertThat(result.report("first ttl")).isEqualTo(result.report("before ttl"));
    // Clients of Reactor Netty ask it all the same.
    assertThat(result.report("first servers")).isEqualTo("1");
    assertThat(result.report("first closed servers")).isEqualTo("1");
    assertThat(result.report("both closed servers")).isEqualTo("0");
    assertThat(result.report("both closed ttl")).isEqualTo(result.report("before ttl"));
  }
}
