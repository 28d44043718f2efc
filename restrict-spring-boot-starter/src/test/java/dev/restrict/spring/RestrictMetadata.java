package dev.restrict.spring;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The metadata of restrict.* that the build makes for editors. */
final class RestrictMetadata {

  private RestrictMetadata() {}

  /** Other jars have metadata too: ours is the one with our group. */
  static JsonNode read() throws IOException {
    for (URL url :
        Collections.list(
            RestrictProperties.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream stream = url.openStream()) {
        JsonNode candidate = JsonMapper.shared().readTree(stream);
        if (stream(candidate.get("groups"))
            .anyMatch(group -> group.get("name").asString().equals("restrict"))) {
          return candidate;
        }
      }
    }
    throw new AssertionError("no metadata of restrict.*");
  }

  static Stream<JsonNode> stream(JsonNode array) {
    return array == null ? Stream.empty() : StreamSupport.stream(array.spliterator(), false);
  }
}
