package dev.restrict.testing;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the sources say of the components of a record. */
public final class RecordDocs {

  private final String source;

  private RecordDocs(String source) {
    this.source = source;
  }

  /** Reads the source that a record is in. */
  public static RecordDocs of(Class<?> type) throws IOException {
    return new RecordDocs(
        Files.readString(
            Path.of("src/main/java", type.getNestHost().getName().replace('.', '/') + ".java")));
  }

  /** The first sentences of a record, before its parameters. */
  public String summary(Class<?> record) {
    String comment = comment(record);
    int tag = comment.indexOf("@param");
    return clean(tag < 0 ? comment : comment.substring(0, tag));
  }

  /** What {@code @param} says of a component. */
  public String describe(RecordComponent component) {
    Matcher matcher =
        Pattern.compile("@param " + component.getName() + "\\s+(.*?)(?=@param|$)", Pattern.DOTALL)
            .matcher(comment(component.getDeclaringRecord()));
    if (!matcher.find()) {
      throw new AssertionError(component + " has no @param");
    }
    return clean(matcher.group(1));
  }

  private String comment(Class<?> record) {
    int at = source.indexOf("record " + record.getSimpleName() + "(");
    int end = source.lastIndexOf("*/", at);
    int start = source.lastIndexOf("/**", at);
    return source.substring(start + 3, end).replaceAll("(?m)^\\s*\\*", "");
  }

  private static String clean(String text) {
    return text.replaceAll("\\{@code ([^}]*)}", "`$1`").replaceAll("\\s+", " ").trim();
  }

  /** Whether a component may be absent. */
  public static boolean isOptional(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** The type of a component in words of JSON. */
  public static String type(RecordComponent component) {
    return type(component.getGenericType());
  }

  private static String type(Type type) {
    String name = type.getTypeName();
    Matcher list = Pattern.compile("java\\.util\\.List<(.*)>").matcher(name);
    if (list.matches()) {
      return "list of " + simple(list.group(1));
    }
    return simple(name);
  }

  private static String simple(String name) {
    return switch (name) {
      case "java.lang.String" -> "string";
      case "java.time.Instant" -> "time, ISO 8601";
      case "int", "long" -> "number";
      case "boolean" -> "boolean";
      default -> name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    };
  }
}
