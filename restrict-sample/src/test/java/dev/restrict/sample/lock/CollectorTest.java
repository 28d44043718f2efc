package dev.restrict.sample.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.restrict.sample.ServiceClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each garbage collector has system calls of its own. */
@Tag("locked")
@EnabledOnOs(OS.LINUX)
class CollectorTest {

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"G1", "Parallel", "Serial", "Z", "Shenandoah"})
  void worksUnderTheLock(String collector) throws Exception {
    String flag = "-XX:+Use" + collector + "GC";
    assumeTrue(SampleProcess.jvm().jvm(flag).starts(), () -> "this JDK has no " + flag);
    try (SampleProcess service =
        SampleProcess.with(temp.resolve("data")).attack().jvm(flag).start()) {
      ServiceClient client = service.client();
      Work.everything(client);
      assertThat(client.json("/attack/gc?times=10").get("forced").asInt()).isEqualTo(10);
      assertThat(Work.load(client, 400, 64)).isEmpty();
      Lock.assertNoViolation(client);
      Lock.assertEveryThreadIsLocked(service);
      assertThat(service.stop()).isEqualTo(143);
    }
  }
}
