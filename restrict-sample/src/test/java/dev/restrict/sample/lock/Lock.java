package dev.restrict.sample.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.sample.ServiceClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What a locked service says of itself, and what the kernel says of it. */
final class Lock {

  /** The one line of the log: what was locked, and how long it took. */
  private static final Pattern LINE =
      Pattern.compile("(?i)\\block(ed|s)?\\b.*\\d+([.,]\\d+)?\\s?(ms|µs|us|milliseconds)\\b");

  private Lock() {}

  static JsonNode endpoint(ServiceClient client) throws IOException {
    return client.json("/actuator/restrict");
  }

  static long violations(ServiceClient client) throws IOException {
    return endpoint(client).at("/violations/count").asLong(-1);
  }

  static void assertNoViolation(ServiceClient client) throws IOException {
    JsonNode violations = endpoint(client).get("violations");
    assertThat(violations.get("count").asLong(-1)).as(violations.toString()).isZero();
    assertThat(violations.get("dropped").asLong(-1)).isZero();
    assertThat(violations.get("recent").size()).isZero();
  }

  static void assertEveryThreadIsLocked(SampleProcess service) throws IOException {
    Map<String, Map<String, String>> threads = service.threads();
    assertThat(threads).hasSizeGreaterThan(10);
    threads.forEach(
        (tid, status) ->
            assertThat(status)
                .as("thread %s (%s)", tid, status.get("Name"))
                .containsEntry("Seccomp", "2")
                .containsEntry("NoNewPrivs", "1"));
  }

  static List<String> lines(String log) {
    return log.lines().filter(line -> LINE.matcher(line).find()).toList();
  }
}
