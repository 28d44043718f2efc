package dev.restrict.sample.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restrict.sample.ServiceClient;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Where no call may be wrong: the first one ends the process. */
@Tag("locked")
@EnabledOnOs(OS.LINUX)
class KillModeTest {

  private static final int SIGSYS = 31;

  @TempDir Path temp;

  @Test
  void landlockRefusesAndSeccompKills() throws IOException {
    try (SampleProcess service =
        SampleProcess.with(temp.resolve("data")).attack().args("--restrict.mode=kill").start()) {
      ServiceClient client = service.client();
      Work.everything(client);
      assertThat(Lock.endpoint(client).get("mode").asString()).isEqualToIgnoringCase("kill");

      JsonNode traversal = client.json("/attack/traversal");
      assertThat(traversal.get("succeeded").asBoolean()).isFalse();
      assertThat(traversal.get("outcome").asString()).contains("AccessDeniedException");
      assertThat(client.get("/documents").statusCode()).isEqualTo(200);

      assertThatThrownBy(() -> client.get("/attack/shell")).isInstanceOf(IOException.class);
      assertThat(service.awaitExit()).isEqualTo(128 + SIGSYS);
    }
  }

  /** A call that only the shutdown makes is refused in silence in mode error; here it shows. */
  @Test
  void endsCleanly() throws IOException {
    try (SampleProcess service =
        SampleProcess.with(temp.resolve("data")).args("--restrict.mode=kill").start()) {
      Work.everything(service.client());
      assertThat(service.stop()).isEqualTo(143);
    }
  }
}
