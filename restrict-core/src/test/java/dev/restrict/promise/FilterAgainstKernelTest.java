package dev.restrict.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.linux.Arch;
import dev.restrict.plan.PolicyFilter;
import dev.restrict.promise.KernelAnswers.Call;
import dev.restrict.seccomp.BpfInterpreter;
import dev.restrict.seccomp.BpfProgram;
import dev.restrict.seccomp.FilterCompiler;
import dev.restrict.testing.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The interpreter's verdict against the kernel's, for nearly every call of the table: a granted
 * call gets the same answer as without a lock, a denied one gets ENOSYS and is counted.
 */
class FilterAgainstKernelTest {

  private static final Arch ARCH = Arch.of(System.getProperty("os.arch")).orElseThrow();
  private static final String ENOSYS = "errno 38";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error",
        "stdio rpath error",
        "stdio rpath wpath cpath dpath fattr flock inet error",
        "stdio rpath tmppath inet mcast dns unix sendfd recvfd error",
        "stdio rpath tty tape audio video route wroute bpf error",
        "stdio rpath proc exec prot_exec id settime capabilities namespaces chown error"
      })
  void theKernelDecidesAsTheInterpreter(String promises) {
    compare(promises, ChildJvm.child());
  }

  @Test
  void theKernelDecidesTheSameForOneWithoutPrivileges() {
    compare(
        "stdio rpath inet proc id settime capabilities namespaces chown error",
        ChildJvm.child().unprivileged());
  }

  private static void compare(String promises, ChildJvm child) {
    List<Call> calls = KernelAnswers.calls();
    String all =
        java.util.stream.IntStream.range(0, calls.size())
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(","));
    ChildJvm.Result locked = child.run(KernelAnswers.class, promises, all);
    assertThat(locked.exit()).as(locked.output()).isZero();
    int pid = number(locked, "PID ");
    Map<Integer, String> answers = answers(locked);
    assertThat(answers).hasSameSizeAs(calls);

    Policy policy = Policy.builder().promises(promises).mode(Mode.ERROR).build();
    BpfProgram program =
        FilterCompiler.compile(
            PolicyFilter.spec(policy, ARCH, pid, Set.of(), PolicyFilter.denial(Mode.ERROR)));
    List<Grant> table = TableReference.grants(Promise.parse(promises), false);

    List<Integer> granted = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    int counted = 0;
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      long[] arguments = call.arguments(pid);
      long verdict =
          BpfInterpreter.run(program, ARCH.number(call.name()), ARCH.audit(), 0, arguments);
      boolean allowed = verdict == 0x7fff_0000L;
      assertThat(TableReference.granted(table, call.name(), arguments, pid))
          .as(call.name())
          .isEqualTo(allowed);
      if (allowed) {
        granted.add(i);
      } else {
        counted += verdict == 0x7fc0_0000L ? 1 : 0;
        if (!answers.get(i).equals(ENOSYS)) {
          wrong.add(describe(call) + " is denied, and the kernel answered " + answers.get(i));
        }
      }
    }

    // The kernel's own answers, without a lock, to what the lock lets through.
    ChildJvm.Result unlocked =
        child.run(
            KernelAnswers.class,
            "unlocked",
            granted.stream().map(String::valueOf).collect(Collectors.joining(",")));
    assertThat(unlocked.exit()).as(unlocked.output()).isZero();
    Map<Integer, String> own = answers(unlocked);
    for (int i : granted) {
      // Both may be ENOSYS: the table has calls that are newer than this kernel.
      if (!answers.get(i).equals(own.get(i))) {
        wrong.add(
            "%s is granted, and got %s; without a lock %s"
                .formatted(describe(calls.get(i)), answers.get(i), own.get(i)));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(granted).hasSizeGreaterThan(60);
    assertThat(number(locked, "VIOLATIONS ")).as("denied calls counted").isEqualTo(counted);
  }

  @Test
  void nearlyEveryCallOfTheTableIsTried() {
    Set<String> tried = KernelAnswers.calls().stream().map(Call::name).collect(Collectors.toSet());
    for (String name : ARCH.numbers().values()) {
      assertThat(tried.contains(name) || KernelAnswers.skippedFor(name) != null).as(name).isTrue();
    }
    assertThat(tried).hasSizeGreaterThan(ARCH.numbers().size() - 25);
  }

  private static String describe(Call call) {
    return call.name()
        + call.arguments().stream()
            .map(Long::toHexString)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static Map<Integer, String> answers(ChildJvm.Result result) {
    Map<Integer, String> answers = new TreeMap<>();
    result
        .output()
        .lines()
        .filter(line -> line.startsWith("CALL "))
        .map(line -> line.split(" ", 3))
        .forEach(words -> answers.put(Integer.valueOf(words[1]), words[2]));
    return answers;
  }

  private static int number(ChildJvm.Result result, String start) {
    return result
        .output()
        .lines()
        .filter(line -> line.startsWith(start))
        .map(line -> Integer.parseInt(line.substring(start.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError(result.output()));
  }
}
