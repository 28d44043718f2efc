package dev.restrict.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.AccessFlag;
import dev.restrict.AccessRule;
import dev.restrict.Origin;
import dev.restrict.Policy;
import dev.restrict.PortFlag;
import dev.restrict.PortRule;
import dev.restrict.Promise;
import dev.restrict.Protocol;
import dev.restrict.landlock.Abi;
import dev.restrict.landlock.AbiTest;
import dev.restrict.landlock.FakeTree;
import dev.restrict.landlock.FsRight;
import dev.restrict.landlock.NetRight;
import dev.restrict.landlock.Ruleset;
import dev.restrict.landlock.Ruleset.NetRule;
import dev.restrict.landlock.Ruleset.PathRule;
import dev.restrict.landlock.RulesetCompiler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {

  private final FakeTree tree =
      new FakeTree().directory("/data/in").directory("/logs").file("/etc/app.yml");

  @Test
  void rightsAddUpFromThePathToTheRoot() {
    Judge judge = judge(policy("/", "r").access(rule("/data", "w")).access(rule("/data/in", "x")));
    assertThat(judge.path(p("/data/in/run"), all("EXECUTE WRITE_FILE READ_FILE"))).isEmpty();
    assertThat(judge.path(p("/data/in"), all("EXECUTE WRITE_FILE READ_FILE"))).isEmpty();
    assertThat(judge.path(p("/data/run"), all("EXECUTE WRITE_FILE READ_FILE")))
        .hasValueSatisfying(
            denied -> assertThat(denied.fsRights()).containsExactly(FsRight.EXECUTE));
    assertThat(judge.path(p("/database"), all("WRITE_FILE"))).isPresent();
  }

  @Test
  void onlyHandledRightsCount() {
    Ruleset ruleset = new Ruleset(FsRight.READ_FILE.bit(), 0, 0, List.of(), List.of(), List.of());
    Judge judge = new Judge(Optional.empty(), List.of(ruleset));
    assertThat(judge.path(p("/x"), all("WRITE_FILE"))).isEmpty();
    assertThat(judge.path(p("/x"), all("WRITE_FILE READ_FILE")))
        .hasValueSatisfying(
            denied -> assertThat(denied.fsRights()).containsExactly(FsRight.READ_FILE));
    assertThat(judge.bind(Protocol.TCP, 80)).isEmpty();
    assertThat(judge.path(p("/x"), Set.of())).isEmpty();
  }

  @Test
  void everyRulesetMustAllow() {
    Ruleset first = compile(policy("/data", "rw"));
    Ruleset second = compile(policy("/data/in", "r"));
    Judge judge = new Judge(Optional.empty(), List.of(first, second));
    assertThat(judge.path(p("/data/in/a"), all("READ_FILE"))).isEmpty();
    assertThat(judge.path(p("/data/a"), all("READ_FILE"))).isPresent();
    assertThat(judge.path(p("/data/in/a"), all("WRITE_FILE"))).isPresent();
    assertThat(new Judge(Optional.empty(), List.of()).path(p("/"), all("EXECUTE"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rpath       | WRITE_FILE          | wpath | add the promise wpath",
        "rpath       | READ_FILE WRITE_FILE TRUNCATE | wpath | add the promise wpath",
        "wpath       | WRITE_FILE MAKE_REG | cpath | add the promise cpath",
        "stdio       | EXECUTE READ_FILE   | exec  | add the promises exec rpath",
        "exec        | EXECUTE READ_FILE   | rpath | add the promise rpath",
        "rpath wpath | IOCTL_DEV           |       | add the promise that the device belongs to:"
            + " tty, audio, video, tape or bpf"
      })
  void aMissingPromiseIsTheRemedy(String promises, String needed, String promise, String remedy) {
    Judge judge = judge(Policy.builder().promises(promises));
    Denied denied = judge.path(p("/data/a"), all(needed)).orElseThrow();
    assertThat(denied.promise().map(Promise::word).orElse(null)).isEqualTo(promise);
    assertThat(denied.remedy()).isEqualTo(remedy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/data/a | WRITE_FILE          | WPATH | add an access rule: /data/a: w",
        "/logs   | MAKE_REG WRITE_FILE | WPATH | add an access rule: /logs: cw",
        "/logs   | REFER MAKE_REG      | CPATH | add an access rule: /logs: c",
        "/logs/a | EXECUTE READ_FILE   | EXEC  | add the promise exec and an access rule: /logs/a:"
            + " rx",
        "/data/a | EXECUTE             | EXEC  | add the promise exec"
      })
  void aMissingRuleIsTheRemedy(String path, String needed, Promise promise, String remedy) {
    Judge judge = judge(policy("/data", "r").promises("rpath wpath cpath"));
    Denied denied = judge.path(p(path), all(needed)).orElseThrow();
    assertThat(denied.promise()).contains(promise);
    assertThat(denied.remedy()).isEqualTo(remedy);
  }

  @Test
  void withoutPromisesOnlyRulesHelp() {
    Denied denied = judge(policy("/data", "r")).path(p("/data"), all("IOCTL_DEV")).orElseThrow();
    assertThat(denied.remedy()).isEqualTo("add an access rule: /data: w");
    assertThat(denied.promise()).isEmpty();
  }

  @Test
  void ports() {
    Judge judge = judge(Policy.builder().promises("inet").port(443, "c").port(8080, "b"));
    assertThat(judge.connect(Protocol.TCP, 443)).isEmpty();
    assertThat(judge.bind(Protocol.TCP, 8080)).isEmpty();
    Denied denied = judge.connect(Protocol.TCP, 8080).orElseThrow();
    assertThat(denied.netRights()).containsExactly(NetRight.CONNECT_TCP);
    assertThat(denied.fsRights()).isEmpty();
    assertThat(denied.promise()).contains(Promise.INET);
    assertThat(denied.remedy()).isEqualTo("add a port rule: 8080: c");
    assertThat(judge.bind(Protocol.TCP, 0).orElseThrow().remedy())
        .isEqualTo("add a port rule: 0: b");
    assertThat(
            judge(Policy.builder().promises("stdio")).bind(Protocol.TCP, 80).orElseThrow().remedy())
        .isEqualTo("add the promise inet");
  }

  @Test
  void portsOfUdp() {
    Policy.Builder policy =
        Policy.builder().promises("inet").port(443, "c").port(514, "c", Protocol.UDP);
    Judge judge = judge(policy);
    assertThat(judge.judges(Protocol.UDP)).isTrue();
    assertThat(judge.connect(Protocol.UDP, 514)).isEmpty();
    assertThat(judge.bind(Protocol.UDP, 0)).as("by the kernel").isEmpty();
    assertThat(judge.connect(Protocol.TCP, 514)).isPresent();
    Denied denied = judge.connect(Protocol.UDP, 443).orElseThrow();
    assertThat(denied.netRights()).containsExactly(NetRight.CONNECT_SEND_UDP);
    assertThat(denied.remedy()).isEqualTo("add a port rule: 443/udp: c");
    assertThat(judge.bind(Protocol.UDP, 514).orElseThrow().remedy())
        .isEqualTo("add a port rule: 514/udp: b");
    Judge older = judge(policy, 9);
    assertThat(older.judges(Protocol.UDP)).isFalse();
    assertThat(older.judges(Protocol.TCP)).isTrue();
    assertThat(older.connect(Protocol.UDP, 443)).isEmpty();
  }

  @Test
  void judgesNeeds() {
    Judge judge = judge(policy("/data", "r").port(443, "c"));
    assertThat(judge.judge(new Need.OnPort(443, NetRight.CONNECT_TCP))).isEmpty();
    assertThat(judge.judge(new Need.OnPort(443, NetRight.BIND_TCP))).isPresent();
    assertThat(judge.judge(new Need.OnPath(p("/data"), all("READ_DIR")))).isEmpty();
    assertThat(judge.judge(new Need.OnPath(p("/data"), all("MAKE_DIR")))).isPresent();
  }

  /**
   * Against the definition, written in sets: each ruleset allows what it does not handle or a rule
   * above grants.
   */
  @Test
  void agreesWithTheDefinitionOnRandomRulesets() {
    Random random = new Random(20240611);
    int denials = 0;
    for (int round = 0; round < 20_000; round++) {
      List<Ruleset> stack = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        stack.add(randomRuleset(random));
      }
      Judge judge = new Judge(Optional.empty(), stack);
      Path path = randomPath(random);
      long bits = random.nextLong() & 0x1ffff;
      Set<FsRight> needed = FsRight.of(bits & random.nextLong());
      Set<FsRight> missing = EnumSet.noneOf(FsRight.class);
      for (FsRight right : needed) {
        if (!stack.stream().allMatch(ruleset -> allows(ruleset, path, right))) {
          missing.add(right);
        }
      }
      assertThat(judge.path(path, needed).map(Denied::fsRights).orElse(Set.of()))
          .isEqualTo(missing);
      denials += missing.isEmpty() ? 0 : 1;
      int port = random.nextInt(4);
      assertThat(judge.bind(Protocol.TCP, port).isEmpty())
          .isEqualTo(stack.stream().allMatch(set -> allows(set, port, NetRight.BIND_TCP)));
      assertThat(judge.connect(Protocol.TCP, port).isEmpty())
          .isEqualTo(stack.stream().allMatch(set -> allows(set, port, NetRight.CONNECT_TCP)));
      assertThat(judge.bind(Protocol.UDP, port).isEmpty())
          .isEqualTo(stack.stream().allMatch(set -> allows(set, port, NetRight.BIND_UDP)));
      assertThat(judge.connect(Protocol.UDP, port).isEmpty())
          .isEqualTo(stack.stream().allMatch(set -> allows(set, port, NetRight.CONNECT_SEND_UDP)));
    }
    assertThat(denials).isBetween(2_000, 18_000);
  }

  /** A port rule more never denies more, and grants its own protocol alone. */
  @Test
  void aPortRuleMoreGrantsWhatItSays() {
    Random random = new Random(20260702);
    int granted = 0;
    for (int round = 0; round < 5_000; round++) {
      int abi = 4 + random.nextInt(Abi.NEWEST - 3);
      List<PortRule> few = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        few.add(randomRule(random));
      }
      PortRule more = randomRule(random);
      List<PortRule> many = new ArrayList<>(few);
      many.add(more);
      Judge narrow = judge(Policy.builder().ports(few), abi);
      Judge wide = judge(Policy.builder().ports(many), abi);
      for (Protocol protocol : Protocol.values()) {
        for (int port = 0; port < 4; port++) {
          for (PortFlag flag : PortFlag.values()) {
            Need need = new Need.OnPort(port, NetRight.of(protocol, flag));
            boolean was = narrow.judge(need).isEmpty();
            boolean is = wide.judge(need).isEmpty();
            boolean says = grants(more, protocol, port, flag);
            assertThat(is).as("%s by %s after %s", need, more, few).isEqualTo(was || says);
            granted += is && !was ? 1 : 0;
          }
        }
      }
    }
    assertThat(granted).isGreaterThan(1_000);
  }

  private static boolean grants(PortRule rule, Protocol protocol, int port, PortFlag flag) {
    boolean itself =
        rule.protocol() == protocol && rule.port() == port && rule.flags().contains(flag);
    boolean autobind =
        rule.protocol() == Protocol.UDP
            && rule.connect()
            && protocol == Protocol.UDP
            && port == 0
            && flag == PortFlag.BIND;
    return itself || autobind;
  }

  private static PortRule randomRule(Random random) {
    return PortRule.of(
        random.nextInt(4),
        List.of("b", "c", "bc").get(random.nextInt(3)),
        List.of(Protocol.values()).get(random.nextInt(2)));
  }

  /** What is compiled for more promises or more flags never denies more. */
  @Test
  void morePromisesNeverDenyMore() {
    Random random = new Random(7);
    List<Promise> promises = List.of(Promise.values());
    for (int round = 0; round < 3_000; round++) {
      Set<Promise> few = EnumSet.of(Promise.STDIO);
      Set<Promise> many = EnumSet.of(Promise.STDIO);
      for (Promise promise : promises) {
        int dice = promise == Promise.ERROR ? 0 : random.nextInt(3);
        if (dice == 2) {
          few.add(promise);
        }
        if (dice > 0) {
          many.add(promise);
        }
      }
      int abi = 3 + random.nextInt(Abi.NEWEST - 2);
      Policy.Builder narrow = Policy.builder().promises(few);
      Policy.Builder wide = Policy.builder().promises(many);
      if (random.nextBoolean()) {
        narrow.access(rule("/data", "r"));
        wide.access(rule("/data", "crwx"));
      }
      Path path = p(random.nextBoolean() ? "/data/in" : "/logs");
      Set<FsRight> needed = FsRight.of(random.nextLong() & 0x1ffff);
      Set<FsRight> narrowDenies = missing(narrow.build(), abi, path, needed);
      Set<FsRight> wideDenies = missing(wide.build(), abi, path, needed);
      assertThat(narrowDenies).containsAll(wideDenies);
    }
  }

  private Set<FsRight> missing(Policy policy, int abi, Path path, Set<FsRight> needed) {
    Ruleset ruleset = RulesetCompiler.compile(policy, List.of(), List.of(), tree, abi, 0);
    return new Judge(policy.promises(), List.of(ruleset))
        .path(path, needed)
        .map(Denied::fsRights)
        .orElse(Set.of());
  }

  private static boolean allows(Ruleset ruleset, Path path, FsRight right) {
    return !FsRight.of(ruleset.handledFs()).contains(right)
        || ruleset.paths().stream()
            .anyMatch(
                rule ->
                    (path.equals(rule.path()) || path.startsWith(rule.path()))
                        && FsRight.of(rule.rights()).contains(right));
  }

  private static boolean allows(Ruleset ruleset, int port, NetRight right) {
    return !NetRight.of(ruleset.handledNet()).contains(right)
        || ruleset.ports().stream()
            .anyMatch(rule -> rule.port() == port && NetRight.of(rule.rights()).contains(right));
  }

  private static Ruleset randomRuleset(Random random) {
    List<PathRule> paths = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      paths.add(
          new PathRule(
              randomPath(random), Optional.empty(), random.nextLong() & 0x1ffff, Origin.ACCESS));
    }
    List<NetRule> ports = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      boolean udp = random.nextBoolean();
      ports.add(
          new NetRule(
              random.nextInt(4),
              udp ? Protocol.UDP : Protocol.TCP,
              random.nextInt(4) << (udp ? 2 : 0),
              Origin.PORT));
    }
    long handledFs = random.nextInt(4) == 0 ? random.nextLong() & 0x1ffff : 0x1ffff;
    return new Ruleset(handledFs, random.nextInt(16), 0, paths, ports, List.of());
  }

  private static Path randomPath(Random random) {
    StringBuilder path = new StringBuilder("/");
    for (int i = random.nextInt(4); i > 0; i--) {
      path.append(random.nextBoolean() ? "a" : "ab").append('/');
    }
    return p(path.toString());
  }

  private Judge judge(Policy.Builder builder) {
    return judge(builder, Abi.NEWEST);
  }

  private Judge judge(Policy.Builder builder, int abi) {
    return new Judge(builder.build().promises(), List.of(compile(builder, abi)));
  }

  private Ruleset compile(Policy.Builder policy) {
    return compile(policy, Abi.NEWEST);
  }

  private Ruleset compile(Policy.Builder policy, int abi) {
    return RulesetCompiler.compile(policy.build(), List.of(), List.of(), tree, abi, 0);
  }

  private static Policy.Builder policy(String path, String flags) {
    return Policy.builder().access(rule(path, flags));
  }

  private static AccessRule rule(String path, String flags) {
    return new AccessRule(p(path), p(path), AccessFlag.parse(flags));
  }

  private static Set<FsRight> all(String rights) {
    return EnumSet.copyOf(AbiTest.rights(rights));
  }

  private static Path p(String path) {
    return Path.of(path);
  }
}
