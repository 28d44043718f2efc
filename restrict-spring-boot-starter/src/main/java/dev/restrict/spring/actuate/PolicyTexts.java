package dev.restrict.spring.actuate;

import dev.restrict.AccessFlag;
import dev.restrict.AccessRule;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.Status;
import dev.restrict.audit.export.OciSeccompProfile;
import dev.restrict.audit.export.SystemdUnit;
import dev.restrict.audit.recording.Recording;
import dev.restrict.audit.suggestion.Suggestion;
import dev.restrict.audit.suggestion.SuggestionYaml;
import dev.restrict.linux.Arch;
import dev.restrict.spring.ProcessLock;
import dev.restrict.spring.text.Words;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.util.PropertyPlaceholderHelper;

/** The policy in force, or in mode audit the suggested one, as texts for use elsewhere. */
final class PolicyTexts {

  private static final PropertyPlaceholderHelper PLACEHOLDERS =
      new PropertyPlaceholderHelper("${", "}");

  private final ProcessLock lock;

  PolicyTexts(ProcessLock lock) {
    this.lock = lock;
  }

  /** For application.yml; empty where nothing is in force. */
  Optional<String> yaml() {
    Optional<Recording> recording = lock.recording();
    return recording.isPresent()
        ? recording.map(Suggestion::of).map(SuggestionYaml::of)
        : inForce().map(PolicyTexts::yaml);
  }

  /** A seccomp profile; empty where system calls are not filtered. */
  Optional<String> seccompProfile() {
    return policy()
        .filter(policy -> policy.promises().isPresent())
        .map(policy -> OciSeccompProfile.of(policy, arch(), OptionalInt.empty()));
  }

  /** A fragment of a systemd unit; empty where nothing is in force. */
  Optional<String> systemd() {
    return policy().map(policy -> SystemdUnit.of(policy, arch()));
  }

  private Optional<Policy> policy() {
    Optional<Recording> recording = lock.recording();
    return recording.isPresent()
        ? recording
            .map(Suggestion::of)
            .map(suggestion -> suggestion.policy(Mode.ERROR, PolicyTexts::resolve))
        : inForce();
  }

  /** As Spring resolves it in application.yml. */
  private static String resolve(String path) {
    return PLACEHOLDERS.replacePlaceholders(path, System.getProperties());
  }

  private Arch arch() {
    String name = lock.status().kernel().arch();
    return Arch.of(name)
        .orElseThrow(
            () -> new IllegalStateException("not supported here: the architecture " + name));
  }

  private Optional<Policy> inForce() {
    Status status = lock.status();
    Policy.Builder policy = Policy.builder();
    if (status.mode().isPresent()) {
      policy.promises(status.promises()).mode(status.mode().get());
    }
    status.access().stream()
        .filter(rule -> rule.origin().equals("access"))
        .forEach(
            rule ->
                policy.access(
                    new AccessRule(rule.path(), rule.path(), AccessFlag.parse(rule.flags()))));
    status.ports().stream()
        .filter(rule -> rule.origin().equals("port"))
        .forEach(rule -> policy.port(rule.port(), rule.flags()));
    return Optional.of(policy.build()).filter(built -> !built.isEmpty());
  }

  private static String yaml(Policy policy) {
    StringBuilder yaml = new StringBuilder("# The policy in force.\nrestrict:\n");
    if (policy.promises().isPresent()) {
      yaml.append("  mode: ").append(Words.lower(policy.mode()));
      yaml.append("\n  promises:\n");
      policy.promises().get().stream()
          .sorted()
          .map(Promise::word)
          .forEach(word -> yaml.append("    - ").append(word).append('\n'));
    }
    if (!policy.access().isEmpty()) {
      yaml.append("  access:\n");
    }
    for (AccessRule rule : policy.access()) {
      String path = rule.path().toString();
      yaml.append("    - path: '").append(path.replace("'", "''")).append("'\n");
      yaml.append("      flags: ").append(AccessFlag.letters(rule.flags())).append('\n');
    }
    if (!policy.ports().isEmpty()) {
      yaml.append("  ports:\n");
    }
    policy
        .ports()
        .forEach(
            rule ->
                yaml.append(
                    "    - port: %d\n      flags: %s\n".formatted(rule.port(), rule.flags())));
    return yaml.toString();
  }
}
