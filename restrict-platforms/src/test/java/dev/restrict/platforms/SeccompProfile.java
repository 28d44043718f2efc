package dev.restrict.platforms;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes of a profile what an OCI runtime reads. Docker, containerd and Podman do so for each
 * container: a rule counts only where the architecture, the kernel and the capabilities are those
 * that it is for.
 */
final class SeccompProfile {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern VERSION = Pattern.compile("^(\\d+)\\.(\\d+)");
  private static final List<String> OF_A_CALL = List.of("names", "action", "errnoRet", "args");

  /** What a machine is called by Go, by libseccomp, and in the kernel's release. */
  record Host(String goArch, String scmpArch, String release) {

    static Host here() {
      boolean arm = System.getProperty("os.arch").equals("aarch64");
      return new Host(
          arm ? "arm64" : "amd64",
          arm ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64",
          System.getProperty("os.version"));
    }

    private boolean isAtLeast(String version) {
      int[] own = numbers(release);
      int[] least = numbers(version);
      return own[0] > least[0] || (own[0] == least[0] && own[1] >= least[1]);
    }

    private static int[] numbers(String version) {
      Matcher matcher = VERSION.matcher(version);
      if (!matcher.find()) {
        throw new IllegalArgumentException("not a kernel's version: " + version);
      }
      return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
    }
  }

  private SeccompProfile() {}

  static JsonNode read(String resource) {
    try (InputStream in = SeccompProfile.class.getResourceAsStream("/profiles/" + resource)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A profile in Docker's format, which is containerd's and Podman's too.
   *
   * @param bounding the bounding set of the container
   */
  static Map<String, Object> resolve(JsonNode profile, Set<String> bounding, Host host) {
    Map<String, Object> resolved = new LinkedHashMap<>();
    for (String field : List.of("defaultAction", "defaultErrnoRet", "architectures")) {
      if (profile.has(field)) {
        resolved.put(field, profile.get(field));
      }
    }
    for (JsonNode family : profile.path("archMap")) {
      if (family.get("architecture").asString().equals(host.scmpArch())) {
        List<JsonNode> all = new ArrayList<>(List.of(family.get("architecture")));
        family.path("subArchitectures").forEach(all::add);
        resolved.put("architectures", all);
      }
    }
    List<Map<String, Object>> rules = new ArrayList<>();
    for (JsonNode rule : profile.get("syscalls")) {
      JsonNode includes = rule.path("includes");
      JsonNode excludes = rule.path("excludes");
      boolean included =
          (words(includes, "arches").isEmpty() || words(includes, "arches").contains(host.goArch()))
              && bounding.containsAll(words(includes, "caps"))
              && (!includes.has("minKernel")
                  || host.isAtLeast(includes.get("minKernel").asString()));
      boolean excluded =
          words(excludes, "arches").contains(host.goArch())
              || words(excludes, "caps").stream().anyMatch(bounding::contains)
              || (excludes.has("minKernel")
                  && host.isAtLeast(excludes.get("minKernel").asString()));
      if (included && !excluded) {
        Map<String, Object> call = new LinkedHashMap<>();
        OF_A_CALL.stream()
            .filter(field -> rule.has(field))
            .forEach(field -> call.put(field, rule.get(field)));
        rules.add(call);
      }
    }
    resolved.put("syscalls", rules);
    return resolved;
  }

  /**
   * {@code SystemCallFilter=@system-service}: what is listed passes, what systemd knows besides
   * gets the action, and what it does not know gets ENOSYS.
   *
   * @param more calls that are listed besides
   * @param action what systemd does to a call that is not listed, in the words of OCI
   */
  static Map<String, Object> systemd(
      JsonNode groups, Set<String> more, Map<String, Object> action, Host host) {
    Set<String> listed = words(groups, "@system-service");
    listed.addAll(more);
    Set<String> others = words(groups, "@known");
    others.removeAll(listed);
    Map<String, Object> refused = new LinkedHashMap<>();
    refused.put("names", others);
    refused.putAll(action);
    return Map.of(
        "defaultAction",
        "SCMP_ACT_ERRNO",
        "defaultErrnoRet",
        38,
        "architectures",
        List.of(host.scmpArch()),
        "syscalls",
        List.of(Map.of("names", listed, "action", "SCMP_ACT_ALLOW"), refused));
  }

  /** A profile that needs no more than to be read. */
  static Map<String, Object> of(String json) {
    Map<String, Object> profile = new LinkedHashMap<>();
    JsonNode tree = JSON.readTree(json);
    tree.propertyNames().forEach(name -> profile.put(name, tree.get(name)));
    return profile;
  }

  private static Set<String> words(JsonNode of, String field) {
    Set<String> words = new TreeSet<>();
    of.path(field).forEach(word -> words.add(word.asString()));
    return words;
  }
}
