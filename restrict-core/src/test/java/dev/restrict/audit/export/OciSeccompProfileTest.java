package dev.restrict.audit.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Policy;
import dev.restrict.linux.Arch;
import dev.restrict.promise.ArgCheck;
import dev.restrict.promise.Grant;
import dev.restrict.promise.Grants;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

@ParameterizedClass
@EnumSource(Arch.class)
class OciSeccompProfileTest {

  private static final Policy SERVICE =
      Policy.builder().promises("stdio rpath wpath cpath flock inet dns").build();

  /** Strict, and with integers of any size: values are unsigned. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  private final Arch arch;

  OciSeccompProfileTest(Arch arch) {
    this.arch = arch;
  }

  private Map<String, Object> profile(Policy policy, OptionalInt pid) {
    return JSON.readValue(
        OciSeccompProfile.of(policy, arch, pid), new TypeReference<Map<String, Object>>() {});
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> syscalls(Map<String, Object> profile) {
    return (List<Map<String, Object>>) profile.get("syscalls");
  }

  /** What libseccomp decides: any rule of the call whose conditions all hold. */
  @SuppressWarnings("unchecked")
  private static boolean allows(Map<String, Object> profile, String syscall, long[] args) {
    for (Map<String, Object> rule : syscalls(profile)) {
      if (rule.get("action").equals("SCMP_ACT_ALLOW")
          && ((List<String>) rule.get("names")).contains(syscall)
          && ((List<Map<String, Object>>) rule.getOrDefault("args", List.of()))
              .stream().allMatch(arg -> holds(arg, args))) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(Map<String, Object> arg, long[] args) {
    long argument = args[((BigInteger) arg.get("index")).intValueExact()];
    long value = ((BigInteger) arg.get("value")).longValue();
    return switch ((String) arg.get("op")) {
      case "SCMP_CMP_EQ" -> argument == value;
      case "SCMP_CMP_MASKED_EQ" ->
          (argument & value) == ((BigInteger) arg.get("valueTwo")).longValue();
      default -> throw new AssertionError(arg);
    };
  }

  @Test
  void hasTheShapeOfTheSpecification() {
    Map<String, Object> profile = profile(SERVICE, OptionalInt.empty());
    assertThat(profile)
        .containsEntry("defaultAction", "SCMP_ACT_ERRNO")
        .containsEntry("defaultErrnoRet", BigInteger.valueOf(38))
        .containsEntry("architectures", List.of("SCMP_ARCH_" + arch))
        .containsOnlyKeys("defaultAction", "defaultErrnoRet", "architectures", "syscalls");
    BigInteger limit = BigInteger.ONE.shiftLeft(64);
    for (Map<String, Object> rule : syscalls(profile)) {
      assertThat(rule.keySet()).isSubsetOf("names", "action", "args", "errnoRet");
      Set<Object> indexes = new HashSet<>();
      for (Object one : (List<?>) rule.getOrDefault("args", List.of())) {
        Map<?, ?> arg = (Map<?, ?>) one;
        // A runtime takes two conditions on one argument for alternatives.
        assertThat(indexes.add(arg.get("index"))).as("%s", rule).isTrue();
        assertThat((BigInteger) arg.get("value")).isLessThan(limit);
        assertThat(arg.get("op").equals("SCMP_CMP_MASKED_EQ"))
            .isEqualTo(arg.containsKey("valueTwo"));
      }
    }
  }

  @Test
  void isNeverStricterThanTheLock() {
    Random random = new Random(5);
    for (String words : List.of("", "stdio", "stdio rpath inet", "proc exec unix fattr id tty")) {
      Policy policy = Policy.builder().promises(words).build();
      Map<String, Object> unknown = profile(policy, OptionalInt.empty());
      Map<String, Object> one = profile(policy, OptionalInt.of(1));
      for (Grant grant : Grants.of(policy)) {
        if (arch.has(grant.syscall())) {
          for (int i = 0; i < 20; i++) {
            long[] args = random.longs(6).toArray();
            for (ArgCheck check : grant.checks()) {
              args[check.index()] = (args[check.index()] & ~check.mask()) | check.expected(1);
            }
            assertThat(allows(unknown, grant.syscall(), args)).as("%s", grant).isTrue();
            assertThat(allows(one, grant.syscall(), args)).as("%s", grant).isTrue();
          }
        }
      }
    }
  }

  @Test
  void refusesWhatNeitherThePolicyNorTheStartNeeds() {
    Map<String, Object> profile = profile(SERVICE, OptionalInt.of(1));
    for (String syscall :
        List.of("ptrace", "mount", "bpf", "keyctl", "init_module", "io_uring_setup", "unshare")) {
      assertThat(allows(profile, syscall, new long[6])).as(syscall).isFalse();
    }
    assertThat(allows(profile, "socket", args(2, 0x80001, 0))).isTrue();
    assertThat(allows(profile, "socket", args(17, 3, 0))).isFalse();
    assertThat(allows(profile, "clone", args(0x3d0f00))).isTrue();
    assertThat(allows(profile, "clone", args(0x10000000))).isFalse();
    assertThat(allows(profile, "prctl", args(51))).as("a JVM asks for aarch64's vectors").isTrue();
    assertThat(allows(profile, "kill", args(1))).isTrue();
    assertThat(allows(profile, "kill", args(2))).isFalse();
    // The kernel ignores the upper half of an int.
    assertThat(allows(profile, "kill", args(0x5_0000_0001L))).isTrue();
  }

  @Test
  void withoutAnIdTheConditionOnItIsLeftOut() {
    Map<String, Object> profile = profile(SERVICE, OptionalInt.empty());
    assertThat(allows(profile, "kill", args(4711))).isTrue();
    // The other condition of the same grant stays.
    assertThat(allows(profile, "rt_sigqueueinfo", args(4711))).isTrue();
  }

  @Test
  void cloneThreeIsEnosysWhateverTheDefault() {
    List<Map<String, Object>> rules =
        new ArrayList<>(syscalls(profile(SERVICE, OptionalInt.of(1))));
    assertThat(rules)
        .contains(
            Map.of(
                "names",
                List.of("clone3"),
                "action",
                "SCMP_ACT_ERRNO",
                "errnoRet",
                BigInteger.valueOf(38)));
  }

  private static long[] args(long... first) {
    return Arrays.copyOf(first, 6);
  }
}
