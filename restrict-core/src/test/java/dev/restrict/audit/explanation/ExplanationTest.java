package dev.restrict.audit.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Promise;
import dev.restrict.linux.Arch;
import dev.restrict.promise.Grant;
import dev.restrict.promise.PromiseTable;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  private static final Set<Promise> STDIO = EnumSet.of(Promise.STDIO);

  private static Explanation of(String call, Set<Promise> promised, String path, long... args) {
    return Explanation.of(
        Arch.X86_64, call, Arrays.copyOf(args, 6), Optional.ofNullable(path), promised);
  }

  @Test
  void everyCallOfTheTableHasWords() {
    for (Grant grant : PromiseTable.jvmFloor().calls()) {
      assertThat(CallGroup.known(grant.syscall())).as(grant.syscall()).isPresent();
    }
    for (Promise promise : Promise.values()) {
      for (Grant grant : PromiseTable.of(promise).calls()) {
        assertThat(CallGroup.known(grant.syscall())).as(grant.syscall()).isPresent();
      }
    }
  }

  @Test
  void aProgram() {
    Explanation explanation = of("execve", STDIO, "/usr/bin/id");
    assertThat(explanation.promise()).contains(Promise.EXEC);
    assertThat(explanation.text())
        .startsWith(
            "The call execve of /usr/bin/id replaces the process by another program."
                + " In a JVM it usually comes from ProcessBuilder and Runtime.exec")
        .contains("The promise exec allows it.")
        .contains("It would also open the calls arch_prctl")
        .contains("one must cover it too: /usr/bin/id with flags x");
  }

  @Test
  void aSocketByItsArguments() {
    Explanation explanation = of("socket", STDIO, null, 16, 3, 0);
    assertThat(explanation.promise()).contains(Promise.DNS);
    assertThat(explanation.text())
        .contains("The promise dns allows it (socket if arg0 == 0x10")
        .contains("so would route, wroute");
  }

  @Test
  void aFileThatTheFilterAllows() {
    Explanation explanation = of("openat", STDIO, "/srv/x", -100, 0, 0);
    assertThat(explanation.promise()).contains(Promise.RPATH);
    assertThat(explanation.text())
        .contains("The promises that are given allow the call itself.")
        .contains("/srv/x with flags r");
  }

  @Test
  void aRuleIsEnough() {
    Explanation explanation = of("openat", EnumSet.of(Promise.RPATH), "/srv/x", -100, 0, 0);
    assertThat(explanation.promise()).isEmpty();
    assertThat(explanation.text()).contains("/srv/x with flags r");
  }

  @Test
  void aFolderForWhatIsCreated() {
    assertThat(of("mkdir", STDIO, "/srv/x/y").text()).contains("the folder /srv/x with flags c");
    assertThat(of("rename", STDIO, "/srv/x/y -> /srv/x/z").text())
        .contains("the folder /srv/x with flags c");
  }

  @Test
  void theFileDecidesBetweenPromisesOfOneCall() {
    assertThat(of("openat", STDIO, "/srv/x", -100, 0, 0101).promise()).contains(Promise.CPATH);
    assertThat(of("openat", STDIO, "/srv/x", -100, 0, 1).promise()).contains(Promise.WPATH);
  }

  @Test
  void aPort() {
    assertThat(of("connect", STDIO, "10.0.0.1:443").text())
        .contains("the port needs one too: 443 with flags c, and protocol udp where it is UDP");
    assertThat(of("sendto", STDIO, "10.0.0.1:514", 3, 1, 1, 0, 1, 16).text())
        .contains("the port needs one too: 514 with flags c, protocol udp");
  }

  @Test
  void whatNothingAllows() {
    Explanation explanation = of("ptrace", STDIO, null, 16);
    assertThat(explanation.promise()).isEmpty();
    assertThat(explanation.text())
        .isEqualTo(
            "The call ptrace looks into another process. In a JVM it usually comes from debuggers"
                + " and profilers. It belongs to no promise, so nothing in the configuration allows"
                + " it.");
    assertThat(of("syscall_999", STDIO, null).text()).contains("no use for");
  }
}
