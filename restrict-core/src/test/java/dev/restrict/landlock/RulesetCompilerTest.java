package dev.restrict.landlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restrict.AccessFlag;
import dev.restrict.AccessRule;
import dev.restrict.OnUnsupported;
import dev.restrict.Origin;
import dev.restrict.Policy;
import dev.restrict.PortFlag;
import dev.restrict.PortRule;
import dev.restrict.Promise;
import dev.restrict.Protocol;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.landlock.Ruleset.NetRule;
import dev.restrict.landlock.Ruleset.PathRule;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesetCompilerTest {

  private static final int ALL_ERRATA = 0b111;

  private final FakeTree tree =
      new FakeTree()
          .directory("/data")
          .directory("/logs")
          .directory("/opt/bin")
          .file("/etc/app.yml");

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 2})
  void anAbiBelow3IsUnsupportedUnlessToldOtherwise(int abi) {
    if (abi <= 0) {
      assertThatThrownBy(() -> compile(promises("stdio").onUnsupported(OnUnsupported.WARN), abi))
          .isInstanceOf(UnsupportedKernelException.class);
    }
    assertThatThrownBy(() -> compile(promises("stdio"), abi))
        .isInstanceOf(UnsupportedKernelException.class)
        .hasMessageContaining("Landlock ABI 3")
        .hasMessageContaining("Linux 6.2")
        .hasMessageContaining(abi > 0 ? "ABI " + abi : "no Landlock");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0x1fff, REFER IOCTL_DEV RESOLVE_UNIX",
    "2, 0x3fff, IOCTL_DEV RESOLVE_UNIX",
    "3, 0x7fff, IOCTL_DEV RESOLVE_UNIX",
    "4, 0x7fff, IOCTL_DEV RESOLVE_UNIX",
    "5, 0xffff, RESOLVE_UNIX",
    "6, 0xffff, RESOLVE_UNIX",
    "7, 0xffff, RESOLVE_UNIX",
    "8, 0xffff, RESOLVE_UNIX",
    "9, 0x1ffff, ''",
    "10, 0x1ffff, ''"
  })
  void handlesEveryRightOfTheAbiAndNamesTheOthers(int abi, String handled, String missing) {
    for (Policy.Builder policy : List.of(promises("stdio"), access("/data", "r"))) {
      Ruleset ruleset = compile(policy.onUnsupported(OnUnsupported.WARN), abi);
      assertThat(ruleset.handledFs()).isEqualTo(Long.decode(handled));
      for (FsRight right : FsRight.values()) {
        boolean named =
            texts(ruleset).stream().anyMatch(line -> line.startsWith(right.constant() + " "));
        assertThat(named).as(right.name()).isEqualTo(missing.contains(right.name()));
      }
    }
  }

  @Test
  void everyBitIsOneThatTheKernelHas() {
    for (int abi = 3; abi <= 10; abi++) {
      Ruleset ruleset =
          RulesetCompiler.compile(
              access("/data", "crwx").build(),
              List.of(implied("/logs", "floor", FsRight.values())),
              List.of(),
              tree,
              abi,
              ALL_ERRATA);
      long handled = ruleset.handledFs();
      assertThat(ruleset.paths())
          .hasSize(2)
          .allSatisfy(rule -> assertThat(rule.rights() & ~handled).isZero());
    }
  }

  @Test
  void portRulesAloneLeaveFilesAlone() {
    Policy policy = Policy.builder().port(443, "c").build();
    Ruleset ruleset =
        RulesetCompiler.compile(
            policy,
            List.of(implied("/data", "floor", FsRight.READ_FILE)),
            List.of(),
            tree,
            Abi.NEWEST,
            0);
    assertThat(ruleset.handledFs()).isZero();
    assertThat(ruleset.paths()).isEmpty();
    assertThat(ruleset.scoped()).isZero();
    assertThat(texts(ruleset)).isEmpty();
    assertThat(ruleset.isEmpty()).isFalse();
  }

  @Test
  void anEmptyPolicyHandlesNothing() {
    assertThat(compile(Policy.builder(), 9).isEmpty()).isTrue();
    assertThat(compile(access("/data", "r"), 9).isEmpty()).isFalse();
    assertThat(compile(Policy.builder().port(443, "c"), 9).isEmpty()).isFalse();
    assertThat(new Ruleset(0, 0, 1, List.of(), List.of(), List.of()).isEmpty()).isFalse();
  }

  @Test
  void promisesWithoutAccessRulesGrantEveryPath() {
    Ruleset ruleset = compile(promises("stdio rpath cpath unix"), 9);
    assertThat(ruleset.paths())
        .containsExactly(
            rule("/", "rpath", "READ_FILE READ_DIR"),
            rule("/", "cpath", "REMOVE_DIR REMOVE_FILE MAKE_DIR MAKE_REG MAKE_SYM REFER"),
            rule("/", "unix", "MAKE_SOCK RESOLVE_UNIX"));
    assertThat(ruleset.paths())
        .extracting(rule -> AccessFlag.letters(rule.flags()))
        .containsExactly("r", "c", "cw");
  }

  @Test
  void noPathPromiseGrantsNoPath() {
    assertThat(compile(promises("stdio inet"), 9).paths()).isEmpty();
    assertThat(compile(promises(""), 9).paths()).isEmpty();
    assertThat(compile(promises(""), 9).handledFs()).isEqualTo(0x1ffff);
  }

  @Test
  void promisesNarrowAccessRules() {
    Ruleset ruleset = compile(access("/data", "crw").promises("rpath wpath dpath"), Abi.NEWEST);
    assertThat(ruleset.paths())
        .containsExactly(
            rule(
                "/data",
                "access",
                "READ_FILE READ_DIR WRITE_FILE TRUNCATE MAKE_CHAR MAKE_FIFO MAKE_BLOCK"));
    assertThat(texts(ruleset)).isEmpty();
  }

  @Test
  void aFlagThatNoPromiseUnlocksIsANotice() {
    Ruleset ruleset = compile(access("/data", "crwx").promises("rpath"), Abi.NEWEST);
    assertThat(ruleset.paths()).containsExactly(rule("/data", "access", "READ_FILE READ_DIR"));
    assertThat(texts(ruleset))
        .containsExactly(
            "access rule /data: c grants nothing without the promise cpath",
            "access rule /data: w grants nothing without the promise wpath",
            "access rule /data: x grants nothing without the promise exec");
  }

  @Test
  void aRuleThatNoPromiseUnlocksIsNoRule() {
    Ruleset ruleset = compile(access("/data", "w").promises("rpath"), Abi.NEWEST);
    assertThat(ruleset.paths()).isEmpty();
    assertThat(texts(ruleset))
        .containsExactly(
            "access rule /data: w grants nothing without the promise wpath",
            "access rule /data: nothing is left of it; no rule was made");
  }

  @ParameterizedTest
  @CsvSource({
    "r, READ_FILE READ_DIR",
    "w, WRITE_FILE TRUNCATE IOCTL_DEV RESOLVE_UNIX",
    "c, REMOVE_DIR REMOVE_FILE MAKE_CHAR MAKE_DIR MAKE_REG MAKE_SOCK MAKE_FIFO MAKE_BLOCK MAKE_SYM"
        + " REFER",
    "rx, READ_FILE READ_DIR EXECUTE"
  })
  void withoutPromisesAccessRulesGrantTheirFlagsInFull(String flags, String rights) {
    Ruleset ruleset = compile(access("/data", flags), 9);
    assertThat(ruleset.paths()).containsExactly(rule("/data", "access", rights));
    assertThat(texts(ruleset)).isEmpty();
    assertThat(ruleset.scoped()).isZero();
  }

  @Test
  void aFileHasNoRightsOfDirectories() {
    Ruleset ruleset = compile(access("/etc/app.yml", "rw"), 9);
    assertThat(ruleset.paths())
        .containsExactly(
            rule("/etc/app.yml", "access", "READ_FILE WRITE_FILE TRUNCATE IOCTL_DEV RESOLVE_UNIX"));
    assertThat(texts(ruleset)).isEmpty();
  }

  @Test
  void aFlagThatMeansNothingOnAFileIsANotice() {
    Ruleset some = compile(access("/etc/app.yml", "cr"), 9);
    assertThat(some.paths()).containsExactly(rule("/etc/app.yml", "access", "READ_FILE"));
    assertThat(texts(some))
        .containsExactly("access rule /etc/app.yml: c grants nothing on what is not a directory");
    Ruleset none = compile(access("/etc/app.yml", "c"), 9);
    assertThat(none.paths()).isEmpty();
    assertThat(texts(none))
        .containsExactly(
            "access rule /etc/app.yml: c grants nothing on what is not a directory",
            "access rule /etc/app.yml: nothing is left of it; no rule was made");
  }

  @Test
  void aPathThatIsGoneIsAnError() {
    assertThatThrownBy(() -> compile(access("/gone", "r"), 9))
        .isInstanceOf(RestrictException.class)
        .hasMessageContaining("/gone is gone");
  }

  @Test
  void givenIsKeptWhereItDiffers() {
    Policy policy =
        Policy.builder()
            .access(new AccessRule(Path.of("link"), Path.of("/data"), EnumSet.of(AccessFlag.READ)))
            .build();
    Ruleset ruleset = RulesetCompiler.compile(policy, List.of(), List.of(), tree, 9, 0);
    assertThat(ruleset.paths().get(0).given()).contains(Path.of("link"));
    assertThat(ruleset.describe())
        .contains("path /data (given as link): r (READ_FILE READ_DIR) from access");
  }

  @Test
  void rulesOfOnePathAndOriginAreOne() {
    Ruleset ruleset =
        compile(access("/data", "r").access(of("/data", "c")).access(of("/logs", "r")), 9);
    assertThat(ruleset.paths()).extracting(PathRule::path).containsExactly(p("/data"), p("/logs"));
    assertThat(AccessFlag.letters(ruleset.paths().get(0).flags())).isEqualTo("cr");
  }

  @Test
  void impliedPathsAreGrantedExactlyWhateverThePromisesAre() {
    List<ImpliedPath> implied =
        List.of(
            implied("/data", "tmppath", FsRight.READ_FILE, FsRight.MAKE_REG),
            implied("/etc/app.yml", "floor", FsRight.READ_FILE, FsRight.READ_DIR),
            implied("/missing", "dns", FsRight.READ_FILE),
            implied("/logs", "tty", FsRight.IOCTL_DEV));
    Ruleset ruleset =
        RulesetCompiler.compile(
            access("/data", "w").promises("stdio wpath").build(), implied, List.of(), tree, 4, 0);
    assertThat(ruleset.paths())
        .containsExactly(
            rule("/data", "access", "WRITE_FILE TRUNCATE"),
            rule("/data", "tmppath", "READ_FILE MAKE_REG"),
            rule("/etc/app.yml", "floor", "READ_FILE"));
    assertThat(texts(ruleset)).noneMatch(notice -> notice.contains("/missing"));
  }

  @Test
  void executingIncludesReading() {
    Ruleset alone = compile(access("/opt/bin", "x"), Abi.NEWEST);
    assertThat(alone.notices()).isEmpty();
    assertThat(alone.paths()).containsExactly(rule("/opt/bin", "access", "EXECUTE READ_FILE"));
    assertThat(compile(promises("exec"), Abi.NEWEST).notices())
        .singleElement()
        .asString()
        .contains("promise exec", "add the promise rpath");
    assertThat(compile(promises("exec rpath"), Abi.NEWEST).notices()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "3, '', 0, 2",
    "5, '', 0, 2",
    "6, '', 1, 1",
    "7, '', 1, 1",
    "8, '', 3, 0",
    "9, '', 3, 0",
    "3, unix, 0, 1",
    "6, unix, 0, 1",
    "8, unix, 2, 0",
    "3, proc, 0, 1",
    "6, proc, 1, 0",
    "8, proc, 1, 0",
    "3, unix proc, 0, 0",
    "9, unix proc, 0, 0"
  })
  void scopesWithoutTheFix(int abi, String promises, long scoped, int notices) {
    scopes(abi, 0b101, promises, scoped, notices);
  }

  @ParameterizedTest
  @CsvSource({"5, '', 0, 2", "6, '', 3, 0", "7, '', 3, 0", "7, proc, 1, 0", "7, unix, 2, 0"})
  void scopesWithTheFix(int abi, String promises, long scoped, int notices) {
    scopes(abi, 0b010, promises, scoped, notices);
  }

  private void scopes(int abi, int errata, String promises, long scoped, int notices) {
    Ruleset ruleset =
        RulesetCompiler.compile(
            promises(promises).build(), List.of(), List.of(), tree, abi, errata);
    assertThat(ruleset.scoped()).isEqualTo(scoped);
    assertThat(texts(ruleset).stream().filter(n -> n.startsWith("LANDLOCK_SCOPE_")))
        .hasSize(notices)
        .allMatch(notice -> notice.contains("the system call filter refuses"));
  }

  @Test
  void theNoticeOfTheSignalScopeSaysWhy() {
    assertThat(
            texts(
                RulesetCompiler.compile(
                    promises("unix").build(), List.of(), List.of(), tree, 7, 0)))
        .anySatisfy(
            notice ->
                assertThat(notice)
                    .startsWith("LANDLOCK_SCOPE_SIGNAL is not in force")
                    .contains("each thread has a domain of its own", "erratum 2"));
  }

  @Test
  void inetWithoutPortRulesAllowsEveryPort() {
    Ruleset ruleset =
        RulesetCompiler.compile(
            promises("inet dns").build(), List.of(), List.of(dnsPort(53)), tree, 4, 0);
    assertThat(ruleset.handledNet()).isZero();
    assertThat(ruleset.ports()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'', 443 53", "inet, 443 53", "stdio, 53"})
  void portRulesAndImpliedPortsAddUp(String promises, String ports) {
    Policy.Builder policy = Policy.builder().port(443, "c").port(443, "b");
    if (!promises.isEmpty()) {
      policy.promises(promises);
    }
    Ruleset ruleset =
        RulesetCompiler.compile(policy.build(), List.of(), List.of(dnsPort(53)), tree, 4, 0);
    assertThat(ruleset.handledNet()).isEqualTo(3);
    assertThat(ruleset.ports())
        .extracting(rule -> String.valueOf(rule.port()))
        .containsExactly(ports.split(" "));
    assertThat(texts(ruleset).stream().filter(n -> n.startsWith("port rules")))
        .hasSize(promises.equals("stdio") ? 1 : 0);
    if (!promises.equals("stdio")) {
      assertThat(ruleset.ports().get(0).flags()).containsExactlyInAnyOrder(PortFlag.values());
      assertThat(ruleset.ports().get(0).origin()).isEqualTo(Origin.PORT);
      assertThat(ruleset.describe())
          .contains(
              "port 443: bc (BIND_TCP CONNECT_TCP) from port", "port 53: c (CONNECT_TCP) from dns");
    }
  }

  @Test
  void withoutInetEveryPortIsDenied() {
    Ruleset ruleset = compile(promises("stdio"), 4);
    assertThat(ruleset.handledNet()).isEqualTo(3);
    assertThat(ruleset.ports()).isEmpty();
  }

  /** Before ABI 10 a notice says what UDP may do; from then on it may do what rules say. */
  @ParameterizedTest
  @CsvSource({"4", "7", "9", "10", "11"})
  void udpIsRefusedWherePortRulesExistAndTheKernelCan(int abi) {
    Ruleset ruleset = compile(promises("inet").port(443, "c"), abi);
    assertThat(NetRight.of(ruleset.handledNet()))
        .containsExactlyElementsOf(
            abi < 10
                ? List.of(NetRight.BIND_TCP, NetRight.CONNECT_TCP)
                : List.of(NetRight.values()));
    assertThat(ruleset.ports()).extracting(NetRule::protocol).containsExactly(Protocol.TCP);
    String udp =
        "is not in force: it needs Landlock ABI 10 (Linux 7.2), the kernel has ABI %d;"
                .formatted(abi)
            + " every UDP port is allowed, whatever the port rules say";
    assertThat(netNotices(ruleset))
        .isEqualTo(
            abi < 10
                ? List.of(
                    "LANDLOCK_ACCESS_NET_BIND_UDP " + udp,
                    "LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP " + udp)
                : List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c  | port 514/udp: c (CONNECT_SEND_UDP) from port, port 0/udp: b (BIND_UDP) from autobind",
        "b  | port 514/udp: b (BIND_UDP) from port",
        "bc | port 514/udp: bc (BIND_UDP CONNECT_SEND_UDP) from port, port 0/udp: b (BIND_UDP) from autobind"
      })
  void aUdpClientMayGetAPortFromTheKernel(String flags, String rules) {
    Policy.Builder policy = promises("inet").port(514, flags, Protocol.UDP);
    assertThat(compile(policy, 10).ports())
        .extracting(NetRule::toString)
        .containsExactly(rules.split(", "));
    assertThat(compile(policy, 9).ports()).isEmpty();
    assertThat(compile(policy, 9).handledNet()).isEqualTo(3);
  }

  @Test
  void aRuleOfOneProtocolSaysNothingOfTheOther() {
    assertThat(
            compile(
                    Policy.builder()
                        .port(53, "c")
                        .port(53, "c", Protocol.UDP)
                        .port(53, "b", Protocol.UDP)
                        .port(80, "b"),
                    10)
                .ports())
        .extracting(NetRule::toString)
        .containsExactly(
            "port 53: c (CONNECT_TCP) from port",
            "port 53/udp: bc (BIND_UDP CONNECT_SEND_UDP) from port",
            "port 80: b (BIND_TCP) from port",
            "port 0/udp: b (BIND_UDP) from autobind");
  }

  @Test
  void withoutInetNoUdpPortIsLeft() {
    Ruleset ruleset = compile(promises("stdio").port(53, "c", Protocol.UDP), 10);
    assertThat(ruleset.handledNet()).isEqualTo(15);
    assertThat(ruleset.ports()).isEmpty();
    assertThat(texts(ruleset)).anyMatch(n -> n.contains("without the promise inet: 53/udp: c"));
  }

  @Test
  void aKernelNewerThanThisReleaseIsUsedWithWhatIsKnown() {
    Ruleset known = compile(promises("inet").port(443, "c"), Abi.NEWEST);
    Ruleset newer = compile(promises("inet").port(443, "c"), Abi.NEWEST + 3);
    assertThat(newer.handledFs()).isEqualTo(known.handledFs());
    assertThat(newer.handledNet()).isEqualTo(known.handledNet());
    assertThat(newer.scoped()).isEqualTo(known.scoped());
    assertThat(texts(known)).isEmpty();
    assertThat(texts(newer))
        .singleElement()
        .asString()
        .contains("ABI 14", "newer than ABI 11 (Linux 7.3)", "used as ABI 11");
  }

  @Test
  void accessRulesAloneLeavePortsAlone() {
    assertThat(compile(access("/data", "r"), 4).handledNet()).isZero();
  }

  @Test
  void abi3CannotHavePortRules() {
    for (Policy.Builder policy : List.of(Policy.builder(), promises("inet"), promises("stdio"))) {
      assertThatThrownBy(() -> compile(policy.port(443, "c"), 3))
          .isInstanceOf(UnsupportedKernelException.class)
          .hasMessageContainingAll("443: c", "ABI 4", "the kernel has ABI 3", "Linux 6.7");
    }
  }

  @Test
  void abi3WithWarnNamesWhatIsMissing() {
    Ruleset ruleset = compile(promises("inet").port(443, "c").onUnsupported(OnUnsupported.WARN), 3);
    assertThat(ruleset.handledNet()).isZero();
    assertThat(netNotices(ruleset))
        .hasSize(4)
        .allMatch(n -> n.endsWith("port is allowed, whatever the port rules say"));
  }

  @Test
  void abi3LeavesPortsToTheFilter() {
    Ruleset ruleset = compile(promises("stdio"), 3);
    assertThat(ruleset.handledNet()).isZero();
    assertThat(netNotices(ruleset)).hasSize(4).allMatch(n -> n.contains("system call filter"));
    assertThat(netNotices(compile(promises("inet"), 3))).isEmpty();
    Ruleset dns =
        RulesetCompiler.compile(
            promises("dns").build(), List.of(), List.of(dnsPort(53)), tree, 3, 0);
    assertThat(netNotices(dns)).filteredOn(n -> n.contains("reach every TCP port")).hasSize(2);
  }

  @Test
  void describesItself() {
    assertThat(compile(promises("rpath"), 9).toString())
        .contains(
            "handled on files: EXECUTE WRITE_FILE",
            "handled on ports: BIND_TCP CONNECT_TCP",
            "scoped: ABSTRACT_UNIX_SOCKET SIGNAL",
            "path /: r (READ_FILE READ_DIR) from rpath");
    assertThat(compile(access("/data", "w").promises("rpath"), Abi.NEWEST).describe())
        .contains("notice: access rule /data: w grants nothing without the promise wpath");
  }

  private static List<String> netNotices(Ruleset ruleset) {
    return texts(ruleset).stream().filter(n -> n.startsWith("LANDLOCK_ACCESS_NET_")).toList();
  }

  private Ruleset compile(Policy.Builder policy, int abi) {
    return RulesetCompiler.compile(policy.build(), List.of(), List.of(), tree, abi, ALL_ERRATA);
  }

  private static Policy.Builder promises(String words) {
    return Policy.builder().promises(words);
  }

  private static Policy.Builder access(String path, String flags) {
    return Policy.builder().access(of(path, flags));
  }

  private static AccessRule of(String path, String flags) {
    return new AccessRule(p(path), p(path), AccessFlag.parse(flags));
  }

  private static ImpliedPath implied(String path, String origin, FsRight... rights) {
    return new ImpliedPath(p(path), new HashSet<>(List.of(rights)), from(origin));
  }

  private static List<String> texts(Ruleset ruleset) {
    return ruleset.notices().stream().map(Status.Notice::text).toList();
  }

  private static ImpliedPort dnsPort(int port) {
    return new ImpliedPort(PortRule.of(port, "c"), Origin.of(Promise.DNS));
  }

  private static Origin from(String word) {
    return switch (word) {
      case "access" -> Origin.ACCESS;
      case "floor" -> Origin.FLOOR;
      default -> Origin.of(Promise.of(word));
    };
  }

  private static PathRule rule(String path, String origin, String rights) {
    return new PathRule(
        p(path), Optional.empty(), FsRight.mask(AbiTest.rights(rights)), from(origin));
  }

  private static Path p(String path) {
    return Path.of(path);
  }
}
