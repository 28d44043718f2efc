/**
 * The ruleset as data: rights, scopes, ABI versions, and the compiler that makes a ruleset of a
 * policy.
 *
 * <p>Pure. It may use {@code dev.restrict.linux} and the public face.
 */
@NullMarked
package dev.restrict.landlock;

import org.jspecify.annotations.NullMarked;
