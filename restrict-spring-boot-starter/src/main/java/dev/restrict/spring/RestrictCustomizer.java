package dev.restrict.spring;

import dev.restrict.Policy;

/**
 * Adds to the policy of {@code restrict.*} what is known at run time only, such as a path that the
 * application computes. Beans of this type are called in their order when the context starts,
 * before the policy is checked; an exception fails the start.
 *
 * <pre>{@code
 * @Bean
 * RestrictCustomizer uploads(Storage storage) {
 *   return policy -> policy.access(storage.folder(), "crw");
 * }
 * }</pre>
 */
@FunctionalInterface
public interface RestrictCustomizer {

  /** Adds promises, access rules and ports to what the properties ask for. */
  void customize(Policy.Builder policy);
}
