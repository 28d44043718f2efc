package dev.restrict.sample.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.restrict.sample.ServiceClient;
import dev.restrict.testing.Patience;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Each attack is refused and counted, and the service goes on. */
@Tag("locked")
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LockedAttackTest {

  private static final Set<String> OPEN = Set.of("open", "openat", "openat2", "creat");

  @TempDir static Path temp;

  private SampleProcess service;
  private ServiceClient client;

  @BeforeAll
  void start() throws IOException {
    service = SampleProcess.with(temp.resolve("data")).attack().start();
    client = service.client();
  }

  @AfterAll
  void end() throws IOException {
    if (service != null) {
      service.close();
    }
  }

  @AfterEach
  void goesOn() throws IOException {
    assertThat(service.isAlive()).as(service.output()).isTrue();
    assertThat(client.get("/documents").statusCode()).isEqualTo(200);
  }

  /** First, while nothing is counted yet. */
  @Test
  @Order(1)
  void collectsGarbageAndLoadsClassesWithoutAViolation() throws IOException {
    assertThat(client.json("/attack/gc?times=10").get("forced").asInt()).isEqualTo(10);
    JsonNode late = client.json("/attack/late-class");
    assertThat(late.get("succeeded").asBoolean()).as(late.toString()).isTrue();
    Lock.assertNoViolation(client);
  }

  @Test
  @Order(2)
  void traversal() throws IOException {
    refused(get("/attack/traversal"), OPEN, "etc/passwd", Set.of("rpath"));
  }

  @Test
  @Order(2)
  void writeOutside() throws IOException {
    Path file = temp.resolve("outside");
    refused(
        get("/attack/write-outside?path=" + file), OPEN, file.toString(), Set.of("wpath", "cpath"));
    assertThat(file).doesNotExist();
  }

  @Test
  @Order(2)
  void deleteTheNeighbours() throws IOException {
    Path file = Files.createFile(temp.resolve("neighbour"));
    refused(
        get("/attack/neighbours?path=" + file),
        Set.of("unlink", "unlinkat"),
        file.toString(),
        Set.of("cpath"));
    assertThat(file).exists();
  }

  @Test
  @Order(2)
  void shell() throws IOException {
    // The first call of starting a program is the one that is refused; it names no path yet.
    refused(
        get("/attack/shell?command=id"),
        Set.of("clone", "vfork", "fork", "execve", "execveat"),
        null,
        Set.of("proc", "exec"));
  }

  @Test
  @Order(2)
  void connect() throws IOException {
    // Somebody listens: what is refused is refused by the lock.
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = server.getLocalPort();
      refused(get("/attack/connect?port=" + port), Set.of("connect"), ":" + port, Set.of("inet"));
    }
  }

  @Test
  @Order(2)
  void library() throws IOException {
    byte[] library = Files.readAllBytes(SampleProcess.javaHome().resolve("lib/libprefs.so"));
    refused(
        () -> client.json(client.post("/attack/library", library)),
        Set.of("mmap", "mprotect"),
        null,
        Set.of("prot_exec"));
  }

  @Test
  @Order(2)
  void libraryOfTheJdk() throws IOException {
    Path library = SampleProcess.javaHome().resolve("lib/libprefs.so").toRealPath();
    refused(
        get("/attack/library?path=" + library),
        Set.of("mmap", "mprotect"),
        null,
        Set.of("prot_exec"));
  }

  @Test
  @Order(2)
  void memory() throws IOException {
    refused(get("/attack/proc-mem"), OPEN, "/mem", Set.of("wpath"));
  }

  @Test
  @Order(2)
  void environmentOfTheParent() throws IOException {
    refused(get("/attack/environ-of-parent"), OPEN, "/environ", Set.of("ps", "rpath"));
  }

  /**
   * Before Linux 7.2 port rules know TCP alone: a datagram follows the promise inet, which a server
   * needs.
   */
  @Test
  @Order(2)
  void datagramsFollowInetUntilTheKernelCanTell() throws IOException {
    int abi = client.json("/actuator/restrict").get("kernel").get("landlockAbi").asInt();
    try (DatagramSocket server = new DatagramSocket()) {
      JsonNode report = client.json("/attack/udp?port=" + server.getLocalPort());
      assertThat(report.path("succeeded").asBoolean()).as(report.toString()).isEqualTo(abi < 10);
    }
  }

  @Test
  @Order(3)
  void twoHundredThreadsOlderThanTheLock() throws IOException {
    long before = Lock.violations(client);
    JsonNode report = client.json("/attack/pool");
    assertThat(report.get("threads").asInt()).isEqualTo(200);
    assertThat(report.get("refused").asInt()).as(report.toString()).isEqualTo(200);
    assertThat(report.get("succeeded").asInt()).isZero();
    assertThat(report.get("outcomes").toString()).contains("AccessDeniedException");
    await()
        .atMost(Patience.of(Duration.ofSeconds(10)))
        .untilAsserted(
            () -> assertThat(Lock.violations(client)).isGreaterThanOrEqualTo(before + 200));
    Lock.assertEveryThreadIsLocked(service);
  }

  @Test
  @Order(4)
  void worksAfterAllOfThat() throws IOException {
    Work.everything(client);
  }

  private interface Attack {
    JsonNode make() throws IOException;
  }

  private Attack get(String path) {
    return () -> client.json(path);
  }

  /**
   * Makes the attack and expects that it fails and is counted with its call, path, promise and
   * stack. On a machine under load the stack may not come in time, so the attack is made up to ten
   * times.
   */
  private void refused(Attack attack, Set<String> syscalls, String path, Set<String> promises)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        refusedOnce(attack, syscalls, path, promises);
        return;
      } catch (ConditionTimeoutException e) {
        if (attempt == 10) {
          throw e;
        }
      }
    }
  }

  private void refusedOnce(Attack attack, Set<String> syscalls, String path, Set<String> promises)
      throws IOException {
    long before = Lock.violations(client);
    Instant start = Instant.now().minusSeconds(1);
    JsonNode report = attack.make();
    assertThat(report.get("succeeded").asBoolean()).as(report.toString()).isFalse();
    await()
        .atMost(Patience.of(Duration.ofSeconds(10)))
        .untilAsserted(
            () -> {
              assertThat(Lock.violations(client)).isGreaterThan(before);
              List<JsonNode> recent = recentSince(start);
              assertThat(recent)
                  .as("violations after %s", report)
                  .anySatisfy(
                      violation -> {
                        assertThat(violation.get("syscall").asString()).isIn(syscalls);
                        assertThat(word(violation, "promise")).isIn(promises);
                        if (path != null) {
                          assertThat(word(violation, "path")).contains(path);
                        }
                        assertThat(word(violation, "layer")).isIn("seccomp", "landlock");
                        assertThat(violation.get("tid").asInt()).isPositive();
                        assertThat(violation.get("thread").asString()).isNotBlank();
                        assertThat(violation.get("remedy").asString()).isNotBlank();
                        assertThat(violation.get("stack").toString())
                            .as("the stack names the controller's method")
                            .containsPattern(
                                "dev\\.restrict\\.sample\\.attack\\.\\w+Attacks?\\.\\w+\\(\\w+\\.java");
                      });
            });
  }

  private List<JsonNode> recentSince(Instant start) throws IOException {
    List<JsonNode> recent = new ArrayList<>();
    for (JsonNode violation : Lock.endpoint(client).at("/violations/recent")) {
      if (!Instant.parse(violation.get("time").asString()).isBefore(start)) {
        recent.add(violation);
      }
    }
    return recent;
  }

  private static String word(JsonNode violation, String field) {
    JsonNode value = violation.get(field);
    return value == null || value.isNull()
        ? ""
        : field.equals("path") ? value.asString() : value.asString().toLowerCase(Locale.ROOT);
  }
}
