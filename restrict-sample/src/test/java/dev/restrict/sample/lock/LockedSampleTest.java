package dev.restrict.sample.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.restrict.sample.Images;
import dev.restrict.sample.ServiceClient;
import dev.restrict.testing.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
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

/** The service does all of its work under the lock, as if there were none. */
@Tag("locked")
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LockedSampleTest {

  private static final int REQUESTS = Integer.getInteger("sample.requests", 2000);

  /** How a refusal shows in a log, whoever writes it. */
  private static final Pattern REFUSAL =
      Pattern.compile(
          "(?i)violation|denied|refused|not implemented|not permitted|ENOSYS|EACCES|EPERM");

  @TempDir static Path temp;

  private SampleProcess service;
  private ServiceClient client;

  @BeforeAll
  void start() throws IOException {
    service = SampleProcess.with(temp.resolve("data")).start();
    client = service.client();
  }

  @AfterAll
  void end() throws IOException {
    if (service != null) {
      service.close();
    }
  }

  @Test
  @Order(1)
  void saysInOneLineWhatItLockedAndHowLongThatTook() {
    assertThat(Lock.lines(service.output())).as(service.output()).hasSize(1);
  }

  @Test
  @Order(2)
  void tellsWhatIsInForce() throws IOException {
    JsonNode endpoint = Lock.endpoint(client);
    assertThat(endpoint.get("state").asString()).isEqualToIgnoringCase("locked");
    assertThat(endpoint.get("mode").asString()).isEqualToIgnoringCase("error");
    assertThat(endpoint.get("promises").toString()).contains("rpath").doesNotContain("exec");
    assertThat(endpoint.get("access").toString()).contains(temp.resolve("data").toString());
    assertThat(endpoint.get("ports").isEmpty()).isFalse();
    assertThat(endpoint.has("kernel")).isTrue();
  }

  @Test
  @Order(3)
  void everyThreadIsLocked() throws IOException {
    Lock.assertEveryThreadIsLocked(service);
  }

  @Test
  @Order(4)
  void doesAllOfItsWork() throws IOException {
    Work.everything(client);
    Work.actuator(client);
    Lock.assertNoViolation(client);
  }

  @Test
  @Order(5)
  void worksUnderLoad() throws IOException {
    assertThat(Work.load(client, REQUESTS, 64)).isEmpty();
    Lock.assertNoViolation(client);
    Lock.assertEveryThreadIsLocked(service);
  }

  @Test
  @Order(6)
  void dumpsItsThreadsBySignal() throws IOException {
    service.signal("QUIT");
    await()
        .atMost(Patience.of(Duration.ofSeconds(20)))
        .until(() -> service.output().contains("Full thread dump"));
    assertThat(client.get("/documents").statusCode()).isEqualTo(200);
    Lock.assertNoViolation(client);
  }

  @Test
  @Order(7)
  void endsCleanlyAndFindsItsDataAgain() throws IOException {
    byte[] image = Images.of("jpeg", 500, 500);
    String id = client.store("kept.jpeg", "image/jpeg", image);
    int before = service.output().length();
    assertThat(service.stop()).isEqualTo(143);
    assertThat(service.output().substring(before).lines())
        .noneMatch(line -> REFUSAL.matcher(line).find());

    start();
    assertThat(client.json("/documents/" + id).get("name").asString()).isEqualTo("kept.jpeg");
    assertThat(client.get("/documents/" + id + "/content").body()).isEqualTo(image);
    assertThat(client.get("/documents/" + id + "/thumbnail").statusCode()).isEqualTo(200);
    Lock.assertNoViolation(client);
  }
}
