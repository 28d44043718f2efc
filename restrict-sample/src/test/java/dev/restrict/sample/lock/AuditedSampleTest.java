package dev.restrict.sample.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.audit.export.PolicyYaml;
import dev.restrict.audit.file.AuditFile;
import dev.restrict.audit.recording.Recording;
import dev.restrict.audit.suggestion.Suggestion;
import dev.restrict.sample.ServiceClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The service writes its own policy in mode audit, and works under it in mode kill. */
@Tag("locked")
@EnabledOnOs(OS.LINUX)
class AuditedSampleTest {

  @TempDir Path temp;

  @Test
  void worksUnderThePolicyThatItWroteItself() throws IOException {
    Path data = temp.resolve("data");
    Path recorded = temp.resolve("sample.audit");
    try (SampleProcess service =
        SampleProcess.with(data)
            .args("--restrict.mode=audit", "--restrict.audit.output=" + recorded)
            .start()) {
      work(service.client());
      assertThat(service.stop()).isEqualTo(143);
    }

    Recording recording = AuditFile.read(recorded);
    assertThat(recording.lost()).isZero();
    Suggestion suggestion = Suggestion.of(recording);
    // No wider than what a person wrote into application.yml.
    assertThat(suggestion.words().stream().map(Object::toString))
        .isSubsetOf("stdio", "rpath", "wpath", "cpath", "inet", "flock");
    assertThat(suggestion.access()).allSatisfy(rule -> assertThat(rule.path()).contains("/data/"));

    Path policy = temp.resolve("policy.yml");
    // Each start of the test has a port of its own.
    Files.writeString(
        policy, PolicyYaml.of(suggestion).replaceAll("port: \\d+", "port: \\${server.port}"));
    String[] underIt = {
      "--spring.config.additional-location=file:" + policy, "--restrict.mode=kill"
    };
    try (SampleProcess service = SampleProcess.with(data).args(underIt).start()) {
      work(service.client());
      assertThat(service.stop()).isEqualTo(143);
    }
    try (SampleProcess again = SampleProcess.with(data).args(underIt).start()) {
      work(again.client());
      assertThat(again.stop()).isEqualTo(143);
    }
  }

  private static void work(ServiceClient client) throws IOException {
    Work.everything(client);
    Work.actuator(client);
    assertThat(Work.load(client, 1000, 64)).isEmpty();
  }
}
