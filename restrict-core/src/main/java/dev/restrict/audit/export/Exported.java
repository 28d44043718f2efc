package dev.restrict.audit.export;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.RestrictException;
import dev.restrict.audit.suggestion.Suggestion;
import dev.restrict.linux.Arch;
import dev.restrict.text.Placeholders;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is exported.
 *
 * @param policy with real paths; empty where nothing is in force
 * @param suggestion what the policy was made of, if it was suggested
 * @param machine the architecture that it is for, in Java's words
 */
public record Exported(Policy policy, Optional<Suggestion> suggestion, String machine) {

  /** A policy that is in force. */
  public static Exported inForce(Policy policy, String machine) {
    return new Exported(policy, Optional.empty(), machine);
  }

  /**
   * A policy that is suggested.
   *
   * @param values what the placeholders in its paths stand for
   */
  public static Exported suggested(
      Suggestion suggestion, Function<String, @Nullable String> values, String machine) {
    Policy policy = suggestion.policy(Mode.ERROR, path -> Placeholders.resolve(path, values));
    return new Exported(policy, Optional.of(suggestion), machine);
  }

  /**
   * The architecture.
   *
   * @throws RestrictException if it is not supported
   */
  Arch arch() {
    return Arch.of(machine)
        .orElseThrow(
            () -> new RestrictException("the architecture " + machine + " is not supported"));
  }
}
