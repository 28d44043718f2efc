package dev.restrict.sample.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.sample.ServiceClient;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;

/** Without the lock each attack succeeds: that the lock refuses it then means something. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"restrict.enabled=false", "documents.data=target/test-data/${random.uuid}"})
@ActiveProfiles("attack")
@ExtendWith(OutputCaptureExtension.class)
class AttackProfileTest {

  @LocalServerPort int port;
  @TempDir Path outside;

  private ServiceClient client;

  @BeforeEach
  void connect() {
    client = new ServiceClient(port);
  }

  @Test
  void isLoud(CapturedOutput output) throws IOException {
    new AttackWarning().afterSingletonsInstantiated();
    assertThat(output).contains("WARN").contains("The profile 'attack' is ON");
    assertThat(client.json("/actuator/info").at("/attack/enabled").asBoolean()).isTrue();
    assertThat(client.json("/attack").get("attacks").size()).isGreaterThan(10);
  }

  @Test
  void readsOutside() throws IOException {
    assertThat(succeeded("/attack/traversal")).contains("root:");
    assertThat(
            succeeded(
                "/attack/traversal?name=" + "../".repeat(20).replace("/", "%2f") + "etc/passwd"))
        .contains("root:");
  }

  @Test
  void writesOutside() throws IOException {
    Path file = outside.resolve("written");
    succeeded("/attack/write-outside?path=" + file);
    assertThat(file).content().contains("intruder");
  }

  @Test
  void deletesOutside() throws IOException {
    Path file = Files.createFile(outside.resolve("neighbour"));
    succeeded("/attack/neighbours?path=" + file);
    assertThat(file).doesNotExist();
    assertThat(client.json("/attack/neighbours").get("succeeded").asBoolean()).isFalse();
  }

  @Test
  void startsAShell() throws IOException {
    assertThat(succeeded("/attack/shell?command=" + encode("echo $((6 * 7))"))).endsWith(" 42");
  }

  @Test
  void connectsOut() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      succeeded("/attack/connect?port=" + server.getLocalPort());
    }
    try (DatagramSocket server = new DatagramSocket()) {
      succeeded("/attack/udp?port=" + server.getLocalPort());
    }
  }

  @Test
  void loadsALibrary() throws IOException {
    Path library = Path.of(System.getProperty("java.home"), "lib", "libprefs.so");
    JsonNode report = client.json(client.post("/attack/library", Files.readAllBytes(library)));
    assertThat(report.get("succeeded").asBoolean()).as(report.toString()).isTrue();
    succeeded("/attack/library?path=" + library);
    report = client.json(client.post("/attack/library", new byte[10]));
    assertThat(report.get("outcome").asString()).contains("UnsatisfiedLinkError");
  }

  @Test
  void writesMemory() throws IOException {
    assertThat(succeeded("/attack/proc-mem")).startsWith("wrote 16 bytes");
  }

  @Test
  void readsTheParentsEnvironment() throws IOException {
    // The parent may be another user's.
    JsonNode report = client.json("/attack/environ-of-parent");
    assertThat(report.get("outcome").asString()).containsAnyOf("bytes of", "AccessDenied");
  }

  @Test
  void twoHundredThreadsReadThePasswords() throws IOException {
    JsonNode report = client.json("/attack/pool");
    assertThat(report.get("threads").asInt()).isEqualTo(200);
    assertThat(report.get("succeeded").asInt()).isEqualTo(200);
    assertThat(report.get("refused").asInt()).isZero();
  }

  @Test
  void exercisesTheJvm() throws IOException {
    assertThat(client.json("/attack/gc?times=3").get("forced").asInt()).isEqualTo(3);
    succeeded("/attack/late-class");
  }

  private String succeeded(String path) throws IOException {
    JsonNode report = client.json(path);
    assertThat(report.get("succeeded").asBoolean()).as(report.toString()).isTrue();
    return report.get("outcome").asString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
