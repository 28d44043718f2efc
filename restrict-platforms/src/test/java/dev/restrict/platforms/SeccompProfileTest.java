package dev.restrict.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.platforms.SeccompProfile.Host;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a runtime makes of its profile, for a container and a machine. */
class SeccompProfileTest {

  private static final Host NEW = new Host("amd64", "SCMP_ARCH_X86_64", "6.18.0-amd64");
  private static final Host OLD = new Host("amd64", "SCMP_ARCH_X86_64", "4.7.9");
  private static final Host ARM = new Host("arm64", "SCMP_ARCH_AARCH64", "6.12.1");
  private static final String ALLOW = "SCMP_ACT_ALLOW";

  private static JsonNode resolve(String profile, Set<String> bounding, Host host) {
    return tree(SeccompProfile.resolve(SeccompProfile.read(profile), bounding, host));
  }

  private static JsonNode tree(Map<String, Object> profile) {
    return new JsonMapper().valueToTree(profile);
  }

  /** The names of the rules of this action that have no condition. */
  private static Set<String> names(JsonNode profile, String action) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode rule : profile.get("syscalls")) {
      if (rule.get("action").asString().equals(action) && rule.path("args").isEmpty()) {
        rule.get("names").forEach(name -> names.add(name.asString()));
      }
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker.json", "containerd.json"})
  void pidfdGetfdTakesACapability(String profile) {
    Set<String> defaults = Setting.DEFAULT_CAPABILITIES;
    assertThat(names(resolve(profile, defaults, NEW), ALLOW)).doesNotContain("pidfd_getfd");
    assertThat(names(resolve(profile, Set.of("CAP_SYS_PTRACE"), NEW), ALLOW))
        .contains("pidfd_getfd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker.json", "containerd.json"})
  void readingAnothersMemoryTakesAKernel(String profile) {
    assertThat(names(resolve(profile, Set.of(), NEW), ALLOW)).contains("process_vm_readv");
    assertThat(names(resolve(profile, Set.of(), OLD), ALLOW)).doesNotContain("process_vm_readv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker.json", "containerd.json"})
  void cloneIsConditionalButForAnAdministrator(String profile) {
    JsonNode without = resolve(profile, Set.of(), NEW);
    assertThat(names(without, ALLOW)).doesNotContain("clone", "unshare");
    assertThat(names(without, "SCMP_ACT_ERRNO")).containsExactly("clone3");
    List<String> conditions =
        Stream.iterate(0, i -> i + 1)
            .limit(without.get("syscalls").size())
            .map(without.get("syscalls")::get)
            .filter(rule -> rule.get("names").toString().equals("[\"clone\"]"))
            .map(rule -> rule.get("args").toString())
            .toList();
    assertThat(conditions)
        .singleElement()
        .asString()
        .contains("\"index\":0", "2114060288", "SCMP_CMP_MASKED_EQ");
    JsonNode with = resolve(profile, Set.of("CAP_SYS_ADMIN"), NEW);
    assertThat(names(with, ALLOW)).contains("clone", "clone3", "unshare");
    assertThat(names(with, "SCMP_ACT_ERRNO")).isEmpty();
  }

  @Test
  void whatIsOfAnArchitectureIsOnlyThere() {
    assertThat(names(resolve("docker.json", Set.of(), NEW), ALLOW))
        .contains("arch_prctl", "modify_ldt")
        .doesNotContain("set_tls", "swapcontext");
    assertThat(names(resolve("docker.json", Set.of(), ARM), ALLOW))
        .contains("set_tls")
        .doesNotContain("arch_prctl", "modify_ldt");
    assertThat(resolve("docker.json", Set.of(), NEW).get("architectures").toString())
        .isEqualTo("[\"SCMP_ARCH_X86_64\",\"SCMP_ARCH_X86\",\"SCMP_ARCH_X32\"]");
    assertThat(resolve("docker.json", Set.of(), ARM).get("architectures").toString())
        .isEqualTo("[\"SCMP_ARCH_AARCH64\",\"SCMP_ARCH_ARM\"]");
  }

  /** A rule is left out if any of the capabilities that it excludes is there. */
  @Test
  void excludesAreAlternatives() {
    JsonNode without = resolve("podman.json", Set.of(), NEW);
    assertThat(names(without, "SCMP_ACT_ERRNO")).contains("bpf");
    JsonNode with = resolve("podman.json", Set.of("CAP_BPF"), NEW);
    assertThat(names(with, ALLOW)).contains("bpf");
    assertThat(names(with, "SCMP_ACT_ERRNO")).doesNotContain("bpf");
  }

  @Test
  void whatARuleIsForIsNotPassedOn() {
    for (JsonNode rule : resolve("podman.json", Set.of(), NEW).get("syscalls")) {
      assertThat(rule.propertyNames()).isSubsetOf("names", "action", "errnoRet", "args");
    }
  }

  @Test
  void systemdRefusesWhatItKnowsAndDoesNotList() {
    Host host = Host.here();
    Set<String> caps = Setting.DEFAULT_CAPABILITIES;
    JsonNode kill = tree(Profile.SYSTEMD_252_KILL.seccomp(caps, "", host).orElseThrow());
    assertThat(names(kill, "SCMP_ACT_KILL_PROCESS"))
        .contains("landlock_restrict_self", "seccomp", "pidfd_getfd", "mount")
        .doesNotContainAnyElementsOf(names(kill, ALLOW));
    assertThat(names(kill, ALLOW)).contains("execve", "read", "prctl");
    assertThat(kill.get("defaultErrnoRet").asInt()).isEqualTo(38);
    JsonNode newer = tree(Profile.SYSTEMD_262_EPERM.seccomp(caps, "", host).orElseThrow());
    assertThat(names(newer, ALLOW)).contains("landlock_restrict_self", "seccomp");
    assertThat(names(newer, "SCMP_ACT_ERRNO")).contains("pidfd_getfd");
  }
}
