package dev.restrict.audit.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.AccessFlag;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Protocol;
import dev.restrict.audit.export.PolicyYaml;
import dev.restrict.audit.recording.Named;
import dev.restrict.audit.recording.Recorder;
import dev.restrict.audit.recording.Sight;
import dev.restrict.judge.FileType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SuggestionTest {

  private static final int CREATE = Sight.O_WRONLY | Sight.O_CREAT;

  private static Suggestion of(Sight... sights) {
    return Suggestion.of(Sight.recording(sights));
  }

  private static String words(Suggestion suggestion) {
    return String.join(" ", suggestion.words().stream().map(Object::toString).toList());
  }

  private static List<String> access(Suggestion suggestion) {
    return suggestion.access().stream()
        .map(rule -> rule.path() + " " + AccessFlag.letters(rule.flags()))
        .toList();
  }

  private static List<String> ports(Suggestion suggestion) {
    return suggestion.ports().stream()
        .map(
            port ->
                port.rule().port()
                    + (port.rule().protocol() == Protocol.UDP ? "/udp " : " ")
                    + port.rule().letters())
        .toList();
  }

  @Test
  void nothingIsStdioAlone() {
    assertThat(words(of())).isEqualTo("stdio");
    assertThat(access(of())).isEmpty();
  }

  @Test
  void aWebServerIsInetWithItsPort() {
    Suggestion suggestion =
        of(
            Sight.call("socket", 10, 1, 0),
            Sight.call("setsockopt", 3, 1, 2),
            Sight.call("bind").tcp("::", 8080),
            Sight.call("listen"),
            Sight.call("accept4"),
            Sight.call("sendto", 5, 0, 1, 0x4000),
            Sight.call("recvfrom"));
    assertThat(words(suggestion)).isEqualTo("stdio inet");
    assertThat(ports(suggestion)).containsExactly("8080 b");
  }

  @Test
  void aTcpClientIsInetThoughDnsGrantsItsCalls() {
    Suggestion suggestion =
        of(
            Sight.call("socket", 2, 1, 0),
            Sight.call("connect").tcp("10.0.0.1", 5432),
            Sight.call("setsockopt", 3, 6, 1));
    assertThat(words(suggestion)).isEqualTo("inet");
    assertThat(ports(suggestion)).containsExactly("5432 c");
  }

  @Test
  void namesAloneAreDns() {
    Suggestion suggestion =
        of(
            Sight.call("socket", 2, 0x80802, 0),
            Sight.call("connect").udp("10.0.0.53", 53),
            Sight.call("connect").udp("10.0.0.1", 0),
            Sight.call("socket", 16, 0x80003, 0),
            Sight.call("sendmmsg"),
            Sight.open("/etc/resolv.conf", 0),
            Sight.open("/etc/hosts", 0));
    assertThat(words(suggestion)).isEqualTo("dns");
    assertThat(access(suggestion)).isEmpty();
    assertThat(ports(suggestion)).isEmpty();
  }

  @Test
  void whatGlibcOnlyTriesNeedsNoPromise() {
    Sight tried = Sight.call("socket", 1, 0x80801, 0);
    assertThat(words(of(tried, Sight.open("/etc/passwd", 0)))).isEqualTo("getpw");
    assertThat(words(of(tried))).isEqualTo("unix");
    assertThat(
            words(
                of(
                    tried,
                    Sight.open("/etc/passwd", 0),
                    Sight.call("connect").path("/run/db/s", FileType.SOCKET, Named.Age.OLD))))
        .isEqualTo("unix getpw");
  }

  @Test
  void aJvmMayRemoveItsPerformanceData() {
    String file = "/tmp/hsperfdata_app/4711";
    assertThat(words(of(Sight.call("unlink").path(file, FileType.MISSING, Named.Age.UNKNOWN))))
        .isEqualTo("stdio");
  }

  @Test
  void portFiftyThreeNeedsNoRuleWithDns() {
    Suggestion suggestion =
        of(
            Sight.call("socket", 2, 1, 0),
            Sight.call("connect").tcp("10.0.0.1", 443),
            Sight.call("socket", 16, 0x80003, 0),
            Sight.call("connect").tcp("10.0.0.53", 53));
    assertThat(words(suggestion)).isEqualTo("inet dns");
    assertThat(ports(suggestion)).containsExactly("443 c");
  }

  @Test
  void aPortThatWasBoundBeforeTheLockIsInThePolicy() {
    Recorder recorder = Sight.recorder("web-1");
    recorder.serving(java.time.Instant.EPOCH, 8080, Protocol.TCP);
    recorder.add(Sight.call("accept4").seen());
    Suggestion suggestion = Suggestion.of(recorder.recording());
    assertThat(words(suggestion)).isEqualTo("inet");
    assertThat(ports(suggestion)).containsExactly("8080 b");
    assertThat(PolicyYaml.of(suggestion))
        .contains("- port: 8080 # bind TCP 8080, once, first seen: before the lock\n");
  }

  @Test
  void inetWithoutAPortDoesNotOpenEveryPort() {
    Suggestion suggestion =
        of(Sight.call("socket", 2, 1, 0), Sight.call("accept4"), Sight.call("recvmsg"));
    assertThat(words(suggestion)).isEqualTo("inet");
    assertThat(ports(suggestion)).containsExactly("0 b");
  }

  @Test
  void aUdpClientGetsARuleOfItsProtocol() {
    Sight socket = Sight.call("socket", 2, 2, 0);
    Suggestion connected = of(socket, Sight.call("connect").udp("10.0.0.1", 8125));
    assertThat(words(connected)).isEqualTo("inet");
    assertThat(ports(connected)).containsExactly("8125/udp c");
    Suggestion bound =
        of(
            socket,
            Sight.call("bind").udp("0.0.0.0", 0),
            Sight.call("sendto", 3, 0, 1, 0, 1, 16).udp("10.0.0.1", 8125));
    assertThat(ports(bound)).containsExactly("0/udp b", "8125/udp c");
    assertThat(SuggestionDiff.newlyNeeded(connected, bound))
        .singleElement()
        .asString()
        .startsWith("port 0/udp: b # bind UDP 0");
    assertThat(PolicyYaml.of(connected))
        .contains("    - port: 8125 # connect UDP 8125 10.0.0.1:8125 by main, once")
        .contains("      flags: c\n      protocol: udp\n");
  }

  @Test
  void tcpAndUdpOfOnePortAreTwoRules() {
    Suggestion suggestion =
        of(
            Sight.call("socket", 2, 1, 0),
            Sight.call("connect").tcp("10.0.0.1", 514),
            Sight.call("connect").udp("10.0.0.1", 514));
    assertThat(ports(suggestion)).containsExactly("514 c", "514/udp c");
  }

  @Test
  void whatDnsImpliesNeedsNoRule() {
    Suggestion suggestion =
        of(
            Sight.call("socket", 2, 1, 0),
            Sight.call("connect").tcp("10.0.0.1", 443),
            Sight.call("socket", 16, 0x80003, 0),
            Sight.call("bind").udp("0.0.0.0", 0),
            Sight.call("connect").udp("10.0.0.53", 53));
    assertThat(words(suggestion)).isEqualTo("inet dns");
    assertThat(ports(suggestion)).containsExactly("443 c");
  }

  /** Landlock has no rule for every port, and the clients of a server come from any. */
  @Test
  void aUdpServerThatAnswersHasNoPortRules() {
    Sight socket = Sight.call("socket", 2, 2, 0);
    Sight bound = Sight.call("bind").udp("0.0.0.0", 5060);
    Suggestion receives = of(socket, bound);
    assertThat(ports(receives)).containsExactly("5060/udp b");
    Suggestion answers =
        of(socket, bound, Sight.call("sendto", 3, 0, 1, 0, 1, 16).udp("10.0.0.1", 45_123));
    assertThat(ports(answers)).isEmpty();
    assertThat(answers.notices()).singleElement().asString().contains("as if clients chose them");
  }

  /** What a service like the sample does after the lock, and the policy that a person wrote. */
  @Test
  void aServiceWithFilesAndADatabaseGetsThePolicyThatAPersonWrites() {
    String data = "/app/data";
    String upload = data + "/tmp/upload_5c1b2a_00000017.tmp";
    String document = data + "/files/4f1c6a2e-0b7d-4c55-9a3e-0123456789ab";
    Recorder recorder = Sight.recorder("web-1");
    recorder.serving(java.time.Instant.EPOCH, 8080, Protocol.TCP);
    Sight[] sights = {
      Sight.call("accept4"),
      Sight.call("setsockopt", 9, 6, 1),
      Sight.call("recvfrom", 9),
      Sight.call("sendto", 9),
      Sight.call("eventfd2"),
      Sight.open("/proc/self/mountinfo", 0),
      Sight.open("/usr/lib/jvm/jdk/lib/tzdb.dat", 0),
      Sight.call("mkdir").path(data + "/files", FileType.DIRECTORY, Named.Age.OLD),
      Sight.open(upload, CREATE),
      Sight.open(upload, 0).path(upload, FileType.MISSING, Named.Age.UNKNOWN),
      Sight.call("unlink").path(upload, FileType.MISSING, Named.Age.UNKNOWN),
      Sight.call("rename").path(upload, FileType.MISSING, Named.Age.UNKNOWN).second(document),
      Sight.open(document, 0),
      Sight.open(data + "/files", 0).path(data + "/files", FileType.DIRECTORY, Named.Age.OLD),
      Sight.open(data + "/db/documents.mv.db", Sight.O_RDWR | Sight.O_CREAT),
      Sight.open(data + "/thumbs/cat.png", CREATE),
      Sight.open(data + "/thumbs/dog.png", 0),
      Sight.open(data + "/metadata/index", CREATE),
      Sight.open(data + "/metadata/index", 0),
      Sight.call("flock"),
    };
    for (Sight sight : sights) {
      recorder.add(sight.seen());
    }
    Suggestion suggestion = Suggestion.of(recorder.recording());
    assertThat(words(suggestion)).isEqualTo("stdio rpath wpath cpath inet flock");
    assertThat(access(suggestion)).containsExactly("${user.dir}/data crw");
    assertThat(ports(suggestion)).containsExactly("8080 b");
    assertThat(suggestion.refused()).isEmpty();
  }

  @Test
  void temporaryFilesAloneAreTmppath() {
    Suggestion suggestion =
        of(
            Sight.open("/tmp/x1234567.tmp", CREATE),
            Sight.call("unlink").path("/tmp/x1234567.tmp", FileType.MISSING, Named.Age.UNKNOWN));
    assertThat(words(suggestion)).isEqualTo("tmppath");
    assertThat(access(suggestion)).isEmpty();
  }

  @Test
  void filesElsewhereAreCpathWithTheirFolder() {
    Suggestion suggestion =
        of(
            Sight.open("/data/a", CREATE),
            Sight.open("/data/a", 0),
            Sight.call("rename")
                .path("/data/a", FileType.MISSING, Named.Age.UNKNOWN)
                .second("/data/b"));
    assertThat(words(suggestion)).isEqualTo("rpath wpath cpath");
    assertThat(access(suggestion)).containsExactly("/data crw");
  }

  @Test
  void usersAreGetpwUnlessRpathIsNeededAnyway() {
    assertThat(words(of(Sight.open("/etc/passwd", 0)))).isEqualTo("getpw");
    Suggestion both = of(Sight.open("/etc/passwd", 0), Sight.open("/srv/app/x", 0));
    assertThat(words(both)).isEqualTo("rpath");
    assertThat(access(both)).containsExactly("/etc/passwd r", "/srv/app/x r");
  }

  @Test
  void processesAreProcAndExecWithTheProgram() {
    Suggestion suggestion =
        of(
            Sight.call("clone", 0x4111),
            Sight.call("execve").path("/usr/lib/jvm/jdk/lib/jspawnhelper").child(),
            Sight.call("execve")
                .path("/usr/local/bin/git", FileType.MISSING, Named.Age.UNKNOWN)
                .child(),
            Sight.call("execve").path("/usr/bin/git").child(),
            Sight.open("/usr/lib/libz.so.1", 0).child(),
            Sight.call("wait4"));
    assertThat(words(suggestion)).isEqualTo("proc exec");
    assertThat(access(suggestion)).containsExactly("/usr/bin/git x");
  }

  @Test
  void writingToTheNullDeviceDoesNotOpenEveryPath() {
    Suggestion suggestion =
        of(Sight.open("/dev/null", Sight.O_WRONLY).path("/dev/null", FileType.CHAR, Named.Age.OLD));
    assertThat(words(suggestion)).isEqualTo("wpath");
    assertThat(access(suggestion)).containsExactly("/dev/null w");
  }

  @Test
  void aNativeLibraryIsProtExec() {
    assertThat(words(of(Sight.call("mmap", 0, 4096, 5, 2, 9)))).isEqualTo("prot_exec");
  }

  @Test
  void otherProcessesArePs() {
    assertThat(words(of(Sight.open("/proc/12/stat", 0)))).isEqualTo("ps");
  }

  @Test
  void whatTheApplicationMakesGivesItsAccessToTheFolderAbove() {
    Suggestion suggestion =
        of(
            Sight.call("mkdir").path("/data/db", FileType.DIRECTORY, Named.Age.NEW),
            Sight.open("/data/db/x", Sight.O_RDWR),
            Sight.open("/data/db/sub/y", CREATE));
    assertThat(access(suggestion)).containsExactly("/data crw");
  }

  @Test
  void whatIsGoneIsReadOnlyWhereTheApplicationCreates() {
    Suggestion suggestion =
        of(
            Sight.open("/data/a", CREATE),
            Sight.open("/data/b", 0).path("/data/b", FileType.MISSING, Named.Age.UNKNOWN),
            Sight.open("/opt/none", 0).path("/opt/none", FileType.MISSING, Named.Age.UNKNOWN));
    assertThat(access(suggestion)).containsExactly("/data crw");
  }

  @Test
  void manySiblingsBecomeTheirFolder() {
    Suggestion five =
        of(
            Sight.open("/opt/app/conf/a", 0),
            Sight.open("/opt/app/conf/b", 0),
            Sight.open("/opt/app/conf/c", 0),
            Sight.open("/opt/app/conf/d", 0),
            Sight.open("/opt/app/conf/e", 0),
            Sight.open("/opt/app/f", 0));
    assertThat(access(five)).containsExactly("/opt/app/conf r", "/opt/app/f r");
  }

  @Test
  void sharedFoldersAreKeptApart() {
    for (String folder :
        List.of(
            "/", "/etc/", "/usr/", "/var/", "/home/app/", "/home/", "/var/log/", "/dev/", "/")) {
      Sight[] sights = new Sight[6];
      for (int i = 0; i < sights.length; i++) {
        sights[i] = Sight.open(folder + (char) ('p' + i), 0);
      }
      assertThat(access(of(sights)))
          .as(folder)
          .allMatch(rule -> rule.matches(".*/[p-u] r"))
          .hasSize(folder.equals("/home/") ? 0 : 6);
    }
  }

  @Test
  void countersBecomeTheirFolderButVersionsDoNot() {
    assertThat(
            access(
                of(
                    Sight.open("/data/log/app.1.log", 0),
                    Sight.open("/data/log/app.2.log", 0),
                    Sight.open("/data/log/app.3.log", 0))))
        .containsExactly("/data/log r");
    assertThat(
            access(
                of(
                    Sight.open("/srv/x/liba.so.1", 0),
                    Sight.open("/srv/x/liba.so.2", 0),
                    Sight.open("/srv/x/liba.so.3", 0))))
        .hasSize(3);
  }

  @Test
  void whatARuleAboveAllowsIsLeftOut() {
    assertThat(
            access(
                of(
                    Sight.open("/data/sub", 0),
                    Sight.open("/data/sub/x/y", 0),
                    Sight.open("/data/sub/x/z", Sight.O_WRONLY))))
        .containsExactly("/data/sub r", "/data/sub/x/z w");
  }

  @Test
  void whatWouldOpenTooMuchIsRefusedAndSaid() {
    Suggestion suggestion = of(Sight.open("/etc/new", CREATE), Sight.open("/", 0));
    assertThat(access(suggestion))
        .noneMatch(rule -> rule.startsWith("/etc ") || rule.startsWith("/ "));
    assertThat(suggestion.refused()).hasSize(2);
    assertThat(PolicyYaml.of(suggestion))
        .contains("# Not suggested, because it would open too much: /etc: cw");
  }

  @Test
  void callsOfNoPromiseAreSaid() {
    Suggestion suggestion = of(Sight.call("io_uring_setup", 8));
    assertThat(words(suggestion)).isEqualTo("stdio");
    assertThat(PolicyYaml.of(suggestion))
        .contains("# No promise grants this, so it will be denied: io_uring_setup");
  }

  @Test
  void multipathTcpTakesNoPortRules() {
    Suggestion suggestion =
        of(Sight.call("socket", 2, 1, 262), Sight.call("connect").tcp("10.0.0.1", 80));
    assertThat(words(suggestion)).isEqualTo("inet");
    assertThat(ports(suggestion)).isEmpty();
    assertThat(suggestion.notices()).anyMatch(notice -> notice.contains("Multipath"));
  }

  @Test
  void isReadyToPaste() {
    Suggestion suggestion =
        of(
            Sight.call("eventfd2").thread("http-nio-8080-exec-1"),
            Sight.call("eventfd2").thread("http-nio-8080-exec-2"),
            Sight.call("socket", 2, 1, 0).phase("start"),
            Sight.call("bind").tcp("0.0.0.0", 8080).phase("start"),
            Sight.open("/app/data/x \"y\"", Sight.O_WRONLY).thread("evil\nrestrict: x"));
    assertThat(PolicyYaml.of(suggestion))
        .isEqualTo(
            """
            # Suggested by restrict's audit mode from 1 run: 6 facts, 0 records lost.
            restrict:
              mode: error
              observe-paths: true
              promises:
                - stdio # eventfd2 by http-nio-8080-exec-*, 2 times, first seen: request
                - wpath # openat(arg2 0x1) ${user.dir}/data/x "y" by evil\\u000arestrict: x, once, first seen: request; and 1 more
                - inet # bind 0.0.0.0:8080 by main, once, first seen: start; and 2 more
              access:
                - path: "${user.dir}/data/x \\"y\\"" # openat ${user.dir}/data/x "y" by evil\\u000arestrict: x, once, first seen: request
                  flags: w
              ports:
                - port: 8080 # bind TCP 8080 by main, once, first seen: start
                  flags: b
            """);
  }

  @Test
  void isAPolicy() {
    Suggestion suggestion = of(Sight.open("/app/data/x", 0), Sight.call("pipe2"));
    Policy policy =
        suggestion.policy(Mode.KILL, path -> path.replace("${user.dir}", "/srv/elsewhere"));
    assertThat(policy.accessRules()).hasSize(1);
    assertThat(policy.accessRules().get(0).path()).hasToString("/srv/elsewhere/data/x");
    assertThat(policy.mode()).isEqualTo(Mode.KILL);
  }

  @Test
  void theOrderOfWhatIsSeenDoesNotMatter() {
    Random random = new Random(3);
    String[] folders = {"/data", "/data/a", "/srv/x", "/etc", "/tmp", "/app", "/proc/9"};
    for (int run = 0; run < 200; run++) {
      List<Sight> sights = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        String path =
            folders[random.nextInt(folders.length)] + "/" + (char) ('a' + random.nextInt(8));
        int flags = new int[] {0, 1, 2, CREATE}[random.nextInt(4)];
        sights.add(
            random.nextInt(6) == 0
                ? Sight.call("mkdir").path(path, FileType.DIRECTORY, Named.Age.NEW)
                : Sight.open(path, flags));
      }
      String first = PolicyYaml.of(of(sights.toArray(Sight[]::new)));
      Collections.shuffle(sights, random);
      assertThat(PolicyYaml.of(of(sights.toArray(Sight[]::new)))).isEqualTo(first);
    }
  }
}
