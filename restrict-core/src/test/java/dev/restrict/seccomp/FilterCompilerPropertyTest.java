package dev.restrict.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.promise.ArgCheck;
import dev.restrict.seccomp.RandomSpecs.Call;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled filter decides every call as its spec says. */
class FilterCompilerPropertyTest {

  private static final int SPECS = 1000;
  private static final int CALLS = 150;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void decidesAsTheSpecSays(long seed) {
    RandomSpecs random = new RandomSpecs(seed);
    Map<Action, Integer> seen = new HashMap<>();
    int longPrograms = 0;
    for (int i = 0; i < SPECS; i++) {
      FilterSpec spec = random.spec();
      BpfProgram program = FilterCompiler.compile(spec);
      longPrograms += program.size() > 256 ? 1 : 0;
      for (int j = 0; j < CALLS; j++) {
        Call call = random.call(spec);
        Action expected = SpecReference.decide(spec, call.nr, call.arch, call.ip, call.args);
        long answer = BpfInterpreter.run(program, call.nr, call.arch, call.ip, call.args);
        if (answer != Integer.toUnsignedLong(expected.value())) {
          throw new AssertionError(
              "seed %d, spec %d: nr %#x arch %#x ip %#x args %s%nexpected %s, got %#x%n%s%n%s"
                  .formatted(
                      seed,
                      i,
                      call.nr,
                      call.arch,
                      call.ip,
                      Arrays.toString(call.args),
                      expected,
                      answer,
                      spec,
                      program));
        }
        seen.merge(expected, 1, Integer::sum);
      }
    }
    // Guards the generator: no answer is rare, and long jumps were needed.
    assertThat(seen.values()).allMatch(count -> count > 500);
    assertThat(seen).hasSize(8);
    assertThat(longPrograms).isGreaterThan(20);
  }

  @Test
  void leavesUnconditionalCallsToTheBitmap() {
    RandomSpecs random = new RandomSpecs(5);
    for (int i = 0; i < 200; i++) {
      FilterSpec spec = random.spec();
      BpfProgram program = FilterCompiler.compile(spec);
      for (int nr = 0; nr < 480; nr++) {
        List<List<ArgCheck>> alternatives = spec.grants().get(nr);
        boolean unconditional =
            alternatives == null
                ? spec.grantUnlisted()
                : alternatives.stream().anyMatch(List::isEmpty);
        if (unconditional && !spec.fixed().containsKey(nr) && !spec.observed().contains(nr)) {
          assertThat(BpfInterpreter.isConstantAllow(program, nr, spec.arch().audit()))
              .as("nr %d of%n%s", nr, program)
              .isTrue();
        }
      }
    }
  }

  @Test
  void compilesEqualSpecsToEqualPrograms() {
    for (int i = 0; i < 50; i++) {
      FilterSpec one = new RandomSpecs(i).spec();
      FilterSpec other = new RandomSpecs(i).spec();
      assertThat(one).isEqualTo(other);
      assertThat(FilterCompiler.compile(one)).isEqualTo(FilterCompiler.compile(other));
    }
  }
}
