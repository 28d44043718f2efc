package dev.restrict.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.linux.Arch;
import dev.restrict.testing.As;
import dev.restrict.testing.Facts;
import dev.restrict.testing.OuterFilter;
import dev.restrict.testing.Sys;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that are tried in a child: with the memory of the JVM, and with a copy of it. */
class ProbeChildTest {

  private static final int GETPPID = 3;

  static final class Tries {
    public static void main(String[] args) {
      Sys.ready();
      boolean sharing = Boolean.parseBoolean(args[0]);
      SystemCalls calls = new SystemCalls(Arch.of(System.getProperty("os.arch")).orElseThrow());
      var answers =
          new ProbeChild(calls)
              .call("getpid")
              .call("keyctl", null, 0)
              .call("unlinkat", -1, null, 0)
              .call("getppid")
              .call("memfd_create", SystemCalls.string("probe"), 0)
              .callOn(4, "ftruncate", 4096)
              .call("acct", (Object) null)
              .answers(sharing);
      Sys.say("answers", answers);
      Sys.say("another process", answers.get(0).result() != ProcessHandle.current().pid());
      Sys.say("a child", answers.get(GETPPID).result() == ProcessHandle.current().pid());
      Sys.say("ended", Sys.call("wait4", -1, null, 0x40000001, null));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, SELF", "false, SELF", "true, NOBODY", "false, NOBODY"})
  void whateverKillsEndsTheChildAlone(boolean sharing, As as) {
    Map<String, String> facts =
        Facts.of(
            as.child().under(OuterFilter.kills("keyctl", "acct")),
            Tries.class,
            String.valueOf(sharing));
    assertThat(facts)
        .containsEntry("another process", "true")
        .containsEntry("a child", "true")
        .containsEntry("ended", "-10");
    assertThat(facts.get("answers"))
        .matches(
            "\\[\\d+, the process is killed \\(SIGSYS\\), EFAULT, \\d+, \\d+, 0, the process is killed \\(SIGSYS\\)]");
  }
}
