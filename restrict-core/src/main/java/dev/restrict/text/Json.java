package dev.restrict.text;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes maps, lists, text, numbers and booleans as JSON. */
public final class Json {

  private Json() {}

  public static String of(Object value) {
    StringBuilder json = new StringBuilder();
    write(value, "", json);
    return json.append('\n').toString();
  }

  private static void write(Object value, String indent, StringBuilder to) {
    if (value instanceof Map<?, ?> map) {
      Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
      to.append('{');
      while (entries.hasNext()) {
        Map.Entry<?, ?> entry = entries.next();
        to.append('\n').append(indent).append("  ");
        text(entry.getKey().toString(), to);
        to.append(": ");
        write(entry.getValue(), indent + "  ", to);
        to.append(entries.hasNext() ? "," : "\n" + indent);
      }
      to.append('}');
    } else if (value instanceof List<?> list) {
      to.append('[');
      boolean flat = list.stream().noneMatch(Map.class::isInstance);
      for (int i = 0; i < list.size(); i++) {
        to.append(flat ? (i == 0 ? "" : " ") : "\n" + indent + "  ");
        write(list.get(i), indent + "  ", to);
        to.append(i + 1 < list.size() ? "," : flat ? "" : "\n" + indent);
      }
      to.append(']');
    } else if (value instanceof Number || value instanceof Boolean) {
      to.append(value);
    } else {
      text(value.toString(), to);
    }
  }

  private static void text(String value, StringBuilder to) {
    to.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
        to.append("\\u%04x".formatted((int) c));
      } else {
        to.append(c);
      }
    }
    to.append('"');
  }
}
