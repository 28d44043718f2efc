package dev.restrict.spring.trust;

import dev.restrict.spring.diagnostics.InvalidRestrictPropertyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * A PEM file that a property names, and how to say what is wrong with it.
 *
 * @param property the name of the property
 * @param value as it was written
 */
record PemFile(String property, String value, Resource resource) {

  /** Its text, without the white space at both ends of each line. */
  String text(byte[] content) {
    return new String(content, charset(content))
        .lines()
        .map(String::strip)
        .collect(Collectors.joining("\n"));
  }

  /** Editors on Windows also write UTF-16, which begins with a mark of its own. */
  private static Charset charset(byte[] content) {
    int first = content.length < 2 ? 0 : ((content[0] & 0xff) << 8) | (content[1] & 0xff);
    return first == 0xfeff || first == 0xfffe ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
  }

  /** What a command is told to read. */
  String name() {
    String name = resource.getFilename();
    return name == null ? "FILE" : name;
  }

  byte[] content() {
    try (InputStream stream = resource.getInputStream()) {
      return stream.readAllBytes();
    } catch (IOException ex) {
      throw new InvalidRestrictPropertyException(
          property,
          value,
          "%s cannot be read: %s".formatted(resource.getDescription(), ex.getMessage()),
          "Create the file, or name another one: on the class path with 'classpath:', in the file system with 'file:'.",
          ex);
    }
  }

  /** A block is damaged. */
  InvalidRestrictPropertyException broken(int line, String reason, @Nullable Exception cause) {
    return invalid(
        line, reason, "Get the authority's certificate again, as PEM, or remove the block.", cause);
  }

  InvalidRestrictPropertyException invalid(
      int line, String reason, String remedy, @Nullable Exception cause) {
    return new InvalidRestrictPropertyException(
        property,
        value,
        "%s, line %d: %s".formatted(resource.getDescription(), line, reason),
        remedy,
        cause);
  }
}
