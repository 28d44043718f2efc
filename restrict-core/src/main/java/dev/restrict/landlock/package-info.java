/**
 * The ruleset as data: rights, scopes, ABI versions, and the compiler that turns a policy into a
 * ruleset.
 *
 * <p>Pure. It may use {@code dev.restrict.linux} and the public face.
 */
@NullMarked
package dev.restrict.landlock;

import org.jspecify.annotations.NullMarked;
