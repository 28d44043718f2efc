package dev.restrict.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.sample.data.DataFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The service itself. Never locked here: a lock is for the life of the JVM that runs the tests. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "restrict.enabled=false",
      "documents.data=target/test-data/${random.uuid}",
      "documents.thumbnails.max-pixels=1000000"
    })
class DocumentServiceTest {

  @LocalServerPort int port;
  @Autowired DataFolder folder;

  private ServiceClient client;

  @BeforeEach
  void connect() {
    client = new ServiceClient(port);
  }

  @Test
  void keepsADocument() throws IOException {
    byte[] content = "All of it.\n".repeat(5000).getBytes(StandardCharsets.UTF_8);
    HttpResponse<byte[]> stored = client.upload("notes.txt", "text/plain", content);
    assertThat(stored.statusCode()).isEqualTo(201);
    String id = client.json(stored).get("id").asString();
    assertThat(stored.headers().firstValue("Location")).hasValue("/documents/" + id);

    var listed = client.json("/documents").get(0);
    assertThat(listed.get("id").asString()).isEqualTo(id);
    assertThat(listed.get("name").asString()).isEqualTo("notes.txt");
    assertThat(listed.get("size").asLong()).isEqualTo(content.length);
    assertThat(listed.get("thumbnail").isNull()).isTrue();
    assertThat(client.json("/documents/" + id)).isEqualTo(listed);

    HttpResponse<byte[]> downloaded = client.get("/documents/" + id + "/content");
    assertThat(downloaded.body()).isEqualTo(content);
    assertThat(downloaded.headers().firstValue("Content-Type")).hasValue("text/plain");
    assertThat(downloaded.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment")
        .contains("notes.txt");

    assertThat(client.delete("/documents/" + id).statusCode()).isEqualTo(204);
    assertThat(client.get("/documents/" + id + "/content").statusCode()).isEqualTo(404);
    assertThat(client.delete("/documents/" + id).statusCode()).isEqualTo(404);
    assertThat(folder.files().resolve(id)).doesNotExist();
  }

  @Test
  void makesAThumbnailOnceAndRemovesItWithItsDocument() throws IOException {
    String id = client.store("sun.jpeg", "image/jpeg", Images.of("jpeg", 800, 600));
    Path cached = folder.thumbnails().resolve(id + ".png");
    assertThat(cached).doesNotExist();

    HttpResponse<byte[]> thumbnail = client.get("/documents/" + id + "/thumbnail");
    assertThat(thumbnail.statusCode()).isEqualTo(200);
    assertThat(thumbnail.headers().firstValue("Content-Type")).hasValue("image/png");
    var image = ImageIO.read(new ByteArrayInputStream(thumbnail.body()));
    assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(200, 150);
    assertThat(cached).hasBinaryContent(thumbnail.body());
    assertThat(client.get("/documents/" + id + "/thumbnail").body()).isEqualTo(thumbnail.body());

    client.delete("/documents/" + id);
    assertThat(cached).doesNotExist();
  }

  @Test
  void refusesAThumbnailOfWhatIsNoImage() throws IOException {
    String id = client.store("fake.png", "image/png", "no image".getBytes(StandardCharsets.UTF_8));
    assertProblem(client.get("/documents/" + id + "/thumbnail"), 415, "not an image");
    String big = client.store("big.png", "image/png", Images.of("png", 2000, 1000));
    assertProblem(client.get("/documents/" + big + "/thumbnail"), 415, "1000000 pixels");
  }

  @Test
  void aNameIsNeverAPath() throws IOException {
    String id =
        client.store("../../../../escaped.txt", "text/plain", "x".getBytes(StandardCharsets.UTF_8));
    assertThat(client.json("/documents/" + id).get("name").asString()).isEqualTo("escaped.txt");
    try (Stream<Path> files = Files.list(folder.files())) {
      assertThat(files).allSatisfy(file -> UUID.fromString(file.getFileName().toString()));
    }
    for (String path :
        List.of("/documents/..%2f..%2fetc%2fpasswd/content", "/documents/x/content")) {
      assertThat(client.get(path).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void aWrongContentTypeIsNoError() throws IOException {
    String id = client.store("odd", "*/*", "x".getBytes(StandardCharsets.UTF_8));
    assertThat(client.get("/documents/" + id + "/content").headers().firstValue("Content-Type"))
        .hasValue("application/octet-stream");
  }

  @Test
  void saysThatAnUploadIsTooBig() throws IOException {
    assertProblem(
        client.upload("big", "application/octet-stream", new byte[10 * 1024 * 1024 + 1]),
        413,
        "10485760 bytes");
    assertProblem(
        client.upload("bigger", "application/octet-stream", new byte[20 * 1024 * 1024]),
        413,
        "10485760 bytes");
    String id = client.store("fits", "application/octet-stream", new byte[10 * 1024 * 1024]);
    client.delete("/documents/" + id);
    try (Stream<Path> left = Files.walk(folder.tmp())) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void anUploadWithoutAFileIsTheClientsError() throws IOException {
    assertProblem(client.post("/documents", new byte[0]), 400, "multipart form");
  }

  @Test
  void listsAtMostWhatIsAskedFor() throws IOException {
    List<String> ids =
        List.of(
            client.store("1", "text/plain", "1".getBytes(StandardCharsets.UTF_8)),
            client.store("2", "text/plain", "2".getBytes(StandardCharsets.UTF_8)));
    var listed = client.json("/documents?limit=1");
    assertThat(listed.size()).isEqualTo(1);
    assertThat(listed.get(0).get("id").asString()).isEqualTo(ids.get(1));
  }

  @Test
  void everythingIsUnderTheDataFolder() {
    assertThat(folder.root()).isAbsolute();
    assertThat(folder.db().resolve("documents.mv.db")).isRegularFile();
    assertThat(folder.tmp().resolve("work")).isDirectory();
  }

  @Test
  void hasAPageAndActuatorEndpoints() throws IOException {
    assertThat(new String(client.get("/").body(), StandardCharsets.UTF_8)).contains("Documents");
    assertThat(client.json("/actuator/health/readiness").get("status").asString()).isEqualTo("UP");
    assertThat(client.json("/actuator/info").has("attack")).isFalse();
    assertThat(client.json("/actuator/metrics").get("names").toString())
        .contains("http.server.requests")
        .doesNotContain("system.cpu.usage");
  }

  @Test
  void thereAreNoAttacks() throws IOException {
    for (String attack : List.of("", "/traversal", "/shell", "/pool", "/gc", "/library")) {
      assertThat(client.get("/attack" + attack).statusCode()).isEqualTo(404);
    }
  }

  private void assertProblem(HttpResponse<byte[]> response, int status, String detail) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(client.json(response).get("detail").asString()).contains(detail);
  }
}
