package dev.restrict.audit.export;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON strictly: what it does not throw at is JSON without fractions and null. */
public final class JsonReader {

  private final String json;
  private int at;

  private JsonReader(String json) {
    this.json = json;
  }

  public static Object read(String json) {
    JsonReader reader = new JsonReader(json);
    Object value = reader.value();
    reader.space();
    if (reader.at != json.length()) {
      throw new IllegalArgumentException("more after " + reader.at);
    }
    return value;
  }

  private Object value() {
    space();
    char c = json.charAt(at);
    if (c == '{') {
      return object();
    }
    if (c == '[') {
      return array();
    }
    if (c == '"') {
      return text();
    }
    if (Character.isDigit(c)) {
      int from = at;
      while (at < json.length() && Character.isDigit(json.charAt(at))) {
        at++;
      }
      if (at - from > 1 && c == '0') {
        throw new IllegalArgumentException("leading zero at " + from);
      }
      return new BigInteger(json.substring(from, at));
    }
    throw new IllegalArgumentException("unexpected " + c + " at " + at);
  }

  private Map<String, Object> object() {
    Map<String, Object> map = new LinkedHashMap<>();
    expect('{');
    if (!next('}')) {
      do {
        space();
        String key = text();
        expect(':');
        if (map.put(key, value()) != null) {
          throw new IllegalArgumentException("twice: " + key);
        }
      } while (next(','));
      expect('}');
    }
    return map;
  }

  private List<Object> array() {
    List<Object> list = new ArrayList<>();
    expect('[');
    if (!next(']')) {
      do {
        list.add(value());
      } while (next(','));
      expect(']');
    }
    return list;
  }

  private String text() {
    expect('"');
    StringBuilder text = new StringBuilder();
    while (json.charAt(at) != '"') {
      char c = json.charAt(at++);
      if (c < ' ') {
        throw new IllegalArgumentException("control character at " + at);
      }
      if (c == '\\') {
        c = json.charAt(at++);
        if (c == 'u') {
          c = (char) Integer.parseInt(json.substring(at, at + 4), 16);
          at += 4;
        }
      }
      text.append(c);
    }
    at++;
    return text.toString();
  }

  private void space() {
    while (at < json.length() && " \n\r\t".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean next(char c) {
    space();
    if (json.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!next(c)) {
      throw new IllegalArgumentException("no " + c + " at " + at);
    }
  }
}
