package dev.restrict.promise;

import java.util.Set;

/**
 * A path that a promise, or the JVM floor, implies.
 *
 * @param pattern an absolute path whose last element may contain {@code *}, or one of the names in
 *     {@code ${}} that {@link Surroundings} resolves; what does not exist is skipped
 * @param access what is granted there
 * @param why the reason, in a few words
 */
public record PathGrant(String pattern, Set<PathAccess> access, String why) {}
