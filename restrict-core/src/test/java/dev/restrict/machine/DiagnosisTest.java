package dev.restrict.machine;

import static dev.restrict.machine.Trial.EXECVEAT;
import static dev.restrict.machine.Trial.FILTER;
import static dev.restrict.machine.Trial.LANDLOCK_RULE;
import static dev.restrict.machine.Trial.LANDLOCK_SELF;
import static dev.restrict.machine.Trial.LANDLOCK_VERSION;
import static dev.restrict.machine.Trial.LISTENER;
import static dev.restrict.machine.Trial.NO_NEW_PRIVS;
import static dev.restrict.machine.Trial.THREAD_SIGNAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.linux.Arch;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {

  private static final int EPERM = 1;
  private static final int E2BIG = 7;
  private static final int EACCES = 13;
  private static final int EBUSY = 16;
  private static final int EINVAL = 22;
  private static final int ENOSYS = 38;
  private static final int EOPNOTSUPP = 95;

  private static SampleFindings linux() {
    return new SampleFindings(7);
  }

  private static Cause landlock(SampleFindings findings) {
    MachineFacts facts = findings.facts();
    assertThat(facts.landlock()).isFalse();
    assertThat(facts.abi()).isZero();
    return facts.noLandlock().orElseThrow();
  }

  @Test
  void whereEverythingWorksNothingIsMissing() {
    MachineFacts facts = linux().facts();
    assertThat(facts.landlock()).isTrue();
    assertThat(facts.seccomp()).isTrue();
    assertThat(facts.abi()).isEqualTo(7);
    assertThat(facts.noReferee()).isEmpty();
    assertThat(facts.kernel().seccomp()).isTrue();
  }

  @Test
  void anOlderKernelKnowsNoErrata() {
    assertThat(linux().answer(EINVAL, Trial.LANDLOCK_ERRATA).facts().errata()).isZero();
    assertThat(linux().answer(EINVAL, Trial.LANDLOCK_ERRATA).facts().landlock()).isTrue();
  }

  @Test
  void aKernelWithoutLandlock() {
    Cause cause = landlock(linux().noLandlock(ENOSYS));
    assertThat(cause.problem()).contains("built without CONFIG_SECURITY_LANDLOCK", "ENOSYS");
    assertThat(cause.remedy()).contains("CONFIG_SECURITY_LANDLOCK").doesNotContain("profile");
  }

  @Test
  void aKernelOlderThanLandlock() {
    Cause cause = landlock(linux().release("5.10.0-28-amd64").noLandlock(ENOSYS));
    assertThat(cause.problem()).contains("5.10.0-28-amd64", "came with Linux 5.13");
    assertThat(cause.remedy()).contains("Linux 6.2 or newer");
  }

  @Test
  void landlockThatIsNotSwitchedOn() {
    Cause cause = landlock(linux().noLandlock(EOPNOTSUPP).modules("lockdown,yama,apparmor"));
    assertThat(cause.problem()).contains("not switched on", "EOPNOTSUPP");
    assertThat(cause.remedy()).contains("lsm=", "lockdown,yama,apparmor", "CONFIG_LSM");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aFilterThatKills(boolean told) {
    SampleFindings findings = linux().killed(LANDLOCK_VERSION, LANDLOCK_RULE, LANDLOCK_SELF);
    Cause cause = landlock(told ? findings.filtered() : findings);
    assertThat(cause.problem())
        .contains("a seccomp filter from outside")
        .contains("landlock_create_ruleset: the process is killed (SIGSYS)")
        .contains("landlock_restrict_self: the process is killed (SIGSYS)");
  }

  @Test
  void whatFailsForWantOfARulesetIsNotRefused() {
    Cause cause =
        landlock(
            linux()
                .filtered()
                .killed(LANDLOCK_VERSION, Trial.LANDLOCK_RULESET)
                .answer(77, LANDLOCK_RULE, LANDLOCK_SELF));
    assertThat(cause.problem()).doesNotContain("landlock_add_rule", "landlock_restrict_self");
    assertThat(cause.remedy()).contains("landlock_add_rule", "landlock_restrict_self");
  }

  @Test
  void aFilterThatRefuses() {
    assertThat(landlock(linux().filtered().noLandlock(EPERM)).problem())
        .contains("a seccomp filter from outside", "Seccomp: 2", "landlock_create_ruleset: EPERM")
        .doesNotContain("CONFIG_");
  }

  @Test
  void aFilterThatHidesLandlock() {
    SampleFindings hidden = linux().filtered().noLandlock(ENOSYS);
    assertThat(landlock(hidden).problem())
        .contains("Podman", "CONFIG_SECURITY_LANDLOCK", "look alike");
    // The kernel says that it has it.
    assertThat(landlock(hidden.modules("capability,landlock,yama")).problem())
        .contains("a seccomp filter from outside", "landlock_create_ruleset: ENOSYS")
        .doesNotContain("CONFIG_");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DOCKER | docker run --security-opt seccomp=profile.json",
        "PODMAN | podman run --security-opt seccomp=profile.json",
        "KUBERNETES | securityContext.seccompProfile",
        "SYSTEMD | a further line SystemCallFilter=landlock_create_ruleset"
      })
  void theRemedyIsInTheWordsOfWhoStartedIt(Launcher launcher, String words) {
    Cause cause = landlock(linux().filtered().noLandlock(EPERM).by(launcher));
    assertThat(cause.remedy()).contains(words, "landlock_create_ruleset", "landlock_add_rule");
  }

  @Test
  void whereNobodyKnowsWhoStartedItTheRemedyHasAllWords() {
    assertThat(landlock(linux().filtered().noLandlock(EPERM)).remedy())
        .contains("--security-opt seccomp=profile.json", "securityContext.seccompProfile")
        .contains("SystemCallFilter=landlock_create_ruleset", "SystemCallErrorNumber=EPERM")
        .contains("command seccomp-profile");
  }

  @Test
  void tooManyDomains() {
    assertThat(landlock(linux().answer(E2BIG, LANDLOCK_SELF)).remedy()).contains("16");
  }

  @Test
  void noFilterAndYetRefused() {
    assertThat(landlock(linux().answer(EPERM, LANDLOCK_SELF)).problem())
        .contains("no filter is in force", "landlock_restrict_self: EPERM");
    Cause cause =
        landlock(linux().answer(EPERM, LANDLOCK_SELF).appArmor("docker-default (enforce)"));
    assertThat(cause.problem()).contains("AppArmor profile docker-default (enforce)");
    assertThat(cause.remedy()).contains("apparmor=unconfined", "appArmorProfile");
  }

  /** Before ABI 8 to restrict them, and from then on to see that each can answer. */
  @ParameterizedTest
  @CsvSource({"7", "8"})
  void threadsAreCalledByASignal(int abi) {
    SampleFindings findings = new SampleFindings(abi).filtered().answer(EPERM, THREAD_SIGNAL);
    assertThat(landlock(findings).problem()).contains("rt_tgsigqueueinfo: EPERM");
  }

  @Test
  void gvisor() {
    MachineFacts facts =
        linux()
            .release("4.19.0-gvisor")
            .noLandlock(ENOSYS)
            .answer(EINVAL, LISTENER)
            .filtered()
            .facts();
    assertThat(facts.noLandlock().orElseThrow().problem()).contains("gVisor", "no Landlock");
    assertThat(facts.noLandlock().orElseThrow().remedy()).contains("runc");
    assertThat(facts.seccomp()).isTrue();
    assertThat(facts.noReferee().orElseThrow().problem()).contains("gVisor", "no listener");
    assertThat(
            landlock(
                    linux()
                        .release("4.4.0")
                        .version("Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016")
                        .noLandlock(ENOSYS))
                .problem())
        .contains("gVisor");
  }

  @Test
  void wsl() {
    MachineFacts one =
        linux().release("4.4.0-19041-Microsoft").noLandlock(ENOSYS).noSeccomp().facts();
    assertThat(one.noLandlock().orElseThrow().problem()).contains("WSL 1");
    assertThat(one.noLandlock().orElseThrow().remedy()).contains("wsl --set-version");
    assertThat(one.noSeccomp().orElseThrow().problem()).contains("WSL 1");
    SampleFindings two = linux().release("6.6.87.2-microsoft-standard-WSL2");
    assertThat(landlock(two.noLandlock(EOPNOTSUPP)).remedy()).contains(".wslconfig", "lsm=");
    assertThat(landlock(two.noLandlock(ENOSYS)).remedy()).contains("wsl --update");
  }

  @Test
  void aKernelWithoutFilters() {
    Cause cause = linux().noSeccomp().facts().noSeccomp().orElseThrow();
    assertThat(cause.problem()).contains("cannot filter system calls", "EINVAL");
    assertThat(cause.remedy()).contains("CONFIG_SECCOMP_FILTER");
  }

  @Test
  void aFilterThatRefusesFilters() {
    Cause cause = linux().filtered().answer(EPERM, FILTER).facts().noSeccomp().orElseThrow();
    assertThat(cause.problem()).contains("a seccomp filter from outside", "seccomp: EPERM");
    assertThat(linux().filtered().answer(EPERM, NO_NEW_PRIVS).facts())
        .satisfies(facts -> assertThat(facts.seccomp()).isFalse())
        .satisfies(facts -> assertThat(facts.landlock()).isFalse());
  }

  @Test
  void aListenerThatSomebodyElseHas() {
    assertThat(linux().filtered().answer(EBUSY, LISTENER).facts().noReferee().orElseThrow())
        .satisfies(cause -> assertThat(cause.problem()).contains("EBUSY"));
  }

  @Test
  void aRefereeThatWouldBeKilled() {
    assertThat(linux().filtered().killed(EXECVEAT).facts().noReferee().orElseThrow().problem())
        .contains("execveat: the process is killed");
    // Starting it tells more exactly.
    assertThat(linux().filtered().answer(EPERM, EXECVEAT).facts().noReferee()).isEmpty();
  }

  @Test
  void aRefereeThatIsRefused() {
    assertThat(refused(linux().filtered().by(Launcher.DOCKER), EPERM).remedy())
        .contains("--security-opt");
    assertThat(refused(linux().appArmor("docker-default (enforce)"), EACCES).problem())
        .contains("AppArmor profile docker-default");
    assertThat(Diagnosis.refereeRefused(linux().findings(), EPERM)).isEmpty();
    assertThat(Diagnosis.refereeRefused(linux().filtered().findings(), EINVAL)).isEmpty();
    assertThat(Diagnosis.refereeRefused(linux().appArmor("unconfined").findings(), EACCES))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, false",
    "1, false, true",
    "1, true, false",
    "2, false, true",
    "2, true, false",
    "3, false, true",
    "3, true, true"
  })
  void yamaHidesWhatStartedProgramsName(int scope, boolean mayTrace, boolean hidden) {
    SampleFindings findings = linux().yama(scope);
    Optional<Cause> cause =
        Diagnosis.hiddenChildren((mayTrace ? findings.mayTrace() : findings).findings());
    assertThat(cause.isPresent()).isEqualTo(hidden);
    cause.ifPresent(
        why -> {
          assertThat(why.problem()).contains("Yama", "ptrace_scope is " + scope);
          assertThat(why.remedy()).contains(scope < 3 ? "CAP_SYS_PTRACE" : "Boot the host");
        });
    assertThat(Diagnosis.hiddenChildren(linux().findings())).isEmpty();
  }

  private static Cause refused(SampleFindings findings, int errno) {
    return Diagnosis.refereeRefused(findings.findings(), errno).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mac OS X   | aarch64 | macOS              | Linux container",
        "Windows 11 | amd64   | Windows 11         | WSL 2",
        "FreeBSD    | amd64   | FreeBSD            | on Linux",
        "Linux      | riscv64 | no table of system calls for riscv64 | amd64"
      })
  void notThisLinux(String os, String arch, String problem, String remedy) {
    Cause cause = OperatingSystems.unsupported(os, arch, Arch.of(arch)).orElseThrow();
    assertThat(cause.problem()).contains(problem);
    assertThat(cause.remedy()).contains(remedy);
    MachineFacts facts =
        Diagnosis.of(Optional.empty(), Findings.unreachable(os, "1.0", arch, cause));
    assertThat(facts.landlock() || facts.seccomp()).isFalse();
    assertThat(facts.kernel().os()).isEqualTo(os);
    assertThat(OperatingSystems.unsupported("Linux", "amd64", Arch.of("amd64"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "5.15.0-91-generic, true",
    "5.16.0, false",
    "4.4.0, true",
    "6.1, false",
    "6.18.0-rc1+, false",
    "nonsense, false"
  })
  void releasesAreCompared(String release, boolean older) {
    assertThat(Findings.olderThan(release, 5, 16)).isEqualTo(older);
  }
}
