package dev.restrict.platforms;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Uses the sample as any client would, attacks it, and looks at what it tells of that. */
final class SampleAttack {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int ATTEMPTS = 25;
  private static final long PAUSE_MILLIS = 1_100;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final String base;

  SampleAttack(int port) {
    base = "http://127.0.0.1:" + port;
  }

  /** The same names as those of {@link Probe}. */
  Map<String, String> facts() throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    JsonNode status = json("/actuator/restrict");
    facts.put("state", status.get("state").asString().toUpperCase(Locale.ROOT));
    facts.put("referee", status.get("referee").asString().toUpperCase(Locale.ROOT));
    facts.put("granted", granted());
    facts.put("file", attack("/attack/traversal", path("etc/passwd")));
    facts.put("shell", attack("/attack/shell?command=id", SampleAttack::startsAProgram));
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int port = server.getLocalPort();
      facts.put("connect", attack("/attack/connect?port=" + port, path(":" + port)));
    }
    facts.put("threads", threads());
    return facts;
  }

  /** Stores a document and reads it back. */
  private String granted() throws IOException {
    String text = "the text of a document";
    String form =
        """
        --restrict\r
        Content-Disposition: form-data; name="file"; filename="a.txt"\r
        Content-Type: text/plain\r
        \r
        %s\r
        --restrict--\r
        """
            .formatted(text);
    HttpResponse<String> stored =
        send(
            request("/documents")
                .header("Content-Type", "multipart/form-data; boundary=restrict")
                .POST(BodyPublishers.ofString(form)));
    if (stored.statusCode() != 201) {
      return stored.statusCode() + " " + stored.body();
    }
    String id = JSON.readTree(stored.body()).get("id").asString();
    String read = send(request("/documents/" + id + "/content").GET()).body();
    return read.equals(text) ? "ok" : read;
  }

  private String threads() throws IOException {
    JsonNode report = json("/attack/pool");
    int all = report.get("threads").asInt();
    if (report.get("succeeded").asInt() == all) {
      return "ok";
    }
    return report.get("refused").asInt() == all
            && report.get("outcomes").toString().contains("AccessDenied")
        ? "EACCES"
        : report.toString();
  }

  /** As {@link Probe} tries something. */
  private String attack(String path, Predicate<JsonNode> like) throws IOException {
    for (int i = 1; ; i++) {
      long before = violations().get("count").asLong();
      String answer = answer(json(path));
      JsonNode violations = violations();
      long since = violations.get("count").asLong() - before;
      List<JsonNode> recent = new ArrayList<>();
      violations.get("recent").forEach(recent::add);
      List<JsonNode> seen =
          recent.subList((int) Math.max(0, recent.size() - since), recent.size()).stream()
              .filter(like)
              .toList();
      boolean stack =
          seen.stream()
              .anyMatch(
                  violation ->
                      violation.get("stack").toString().contains("dev.restrict.sample.attack."));
      if (stack || i == ATTEMPTS) {
        return Answer.with(
            answer, seen, seen.stream().anyMatch(violation -> violation.has("path")), stack);
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String answer(JsonNode report) {
    return report.get("succeeded").asBoolean() ? "ok" : Answer.of(report.get("outcome").asString());
  }

  private static Predicate<JsonNode> path(String end) {
    return violation -> violation.has("path") && violation.get("path").asString().endsWith(end);
  }

  private static boolean startsAProgram(JsonNode violation) {
    return Answer.PROGRAM_STARTS.contains(violation.get("syscall").asString());
  }

  private JsonNode violations() throws IOException {
    return json("/actuator/restrict").get("violations");
  }

  private JsonNode json(String path) throws IOException {
    HttpResponse<String> response = send(request(path).GET());
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return JSON.readTree(response.body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
