package dev.restrict.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class RestartTest {

  @TempDir Path temp;

  @Test
  void findsItsDocumentsAgain() throws IOException {
    Path data = temp.resolve("data");
    byte[] image = Images.of("png", 300, 300);
    String id;
    try (ConfigurableApplicationContext context = start(data)) {
      id = client(context).store("kept.png", "image/png", image);
    }
    try (ConfigurableApplicationContext context = start(data)) {
      ServiceClient client = client(context);
      assertThat(client.json("/documents").get(0).get("id").asString()).isEqualTo(id);
      assertThat(client.get("/documents/" + id + "/content").body()).isEqualTo(image);
      assertThat(client.get("/documents/" + id + "/thumbnail").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void saysWhichFolderItCannotCreate() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> start(file.resolve("data")).close())
        .hasMessageContaining("documents.data")
        .hasMessageContaining(file.toString());
  }

  private static ConfigurableApplicationContext start(Path data) {
    return SpringApplication.run(
        SampleApplication.class,
        "--restrict.enabled=false",
        "--server.port=0",
        "--documents.data=" + data);
  }

  private static ServiceClient client(ConfigurableApplicationContext context) {
    return new ServiceClient(
        context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
  }
}
