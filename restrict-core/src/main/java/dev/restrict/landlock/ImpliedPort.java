package dev.restrict.landlock;

import dev.restrict.Origin;
import dev.restrict.PortRule;

/**
 * A port that a promise needs, such as 53 for {@code dns}.
 *
 * @param rule the port, its protocol, and what may be done with it
 * @param origin the promise
 */
public record ImpliedPort(PortRule rule, Origin origin) {}
