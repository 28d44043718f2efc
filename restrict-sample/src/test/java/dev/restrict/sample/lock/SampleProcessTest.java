package dev.restrict.sample.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.restrict.sample.ServiceClient;
import dev.restrict.testing.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service in a JVM of its own, without the lock: what the lock's tests rely on holds without
 * it.
 */
@EnabledOnOs(OS.LINUX)
class SampleProcessTest {

  @TempDir Path temp;

  /** What is loaded late would fail under the lock, and files elsewhere would be refused. */
  @Test
  void loadsNoLibraryAndWritesNothingElsewhereOnceItIsReady() throws IOException {
    Path elsewhere = Files.createDirectory(temp.resolve("tmpdir"));
    Path data = temp.resolve("data");
    try (SampleProcess service =
        SampleProcess.with(data).unlocked().jvm("-Djava.io.tmpdir=" + elsewhere).start()) {
      ServiceClient client = service.client();
      Set<String> libraries = service.libraries();
      assertThat(libraries).anyMatch(library -> library.endsWith("/libjavajpeg.so"));

      Work.everything(client);
      Work.actuator(client);
      assertThat(Work.load(client, 500, 16)).isEmpty();

      assertThat(service.libraries()).isEqualTo(libraries);
      assertThat(service.stop()).isEqualTo(143);
    }
    assertThat(elsewhere).isEmptyDirectory();
    try (Stream<Path> beside = Files.list(temp)) {
      assertThat(beside).containsExactlyInAnyOrder(data, elsewhere);
    }
  }

  @Test
  void aRelativeDataFolderIsUnderTheWorkingDirectory() throws IOException {
    try (SampleProcess service =
        SampleProcess.with(Path.of("./here/data")).directory(temp).unlocked().start()) {
      service.client().store("a.txt", "text/plain", "a".getBytes(StandardCharsets.UTF_8));
      assertThat(temp.resolve("here/data/db/documents.mv.db")).isRegularFile();
    }
  }

  @Test
  void dumpsItsThreadsAndDiesBySignal() throws IOException {
    try (SampleProcess service = SampleProcess.with(temp.resolve("data")).unlocked().start()) {
      service.signal("QUIT");
      await()
          .atMost(Patience.of(Duration.ofSeconds(20)))
          .until(() -> service.output().contains("Full thread dump"));
      assertThat(service.client().get("/documents").statusCode()).isEqualTo(200);
      assertThat(service.threads()).hasSizeGreaterThan(10);
      assertThat(service.kill()).isEqualTo(137);
    }
  }
}
