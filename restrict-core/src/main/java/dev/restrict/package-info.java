/**
 * The public face: the verbs, the policy, the status and the violations. People compile against it,
 * so all of it is here in one package, and it is larger than the other rooms.
 *
 * <p>It may use every room; of the rooms that plan and lock, it only calls {@code
 * dev.restrict.lock}.
 */
@NullMarked
package dev.restrict;

import org.jspecify.annotations.NullMarked;
