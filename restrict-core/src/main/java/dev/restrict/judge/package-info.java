/**
 * What Landlock would say to a call under a ruleset, so that a silent denial can be reported.
 *
 * <p>Pure. It may use {@code dev.restrict.landlock}, {@code dev.restrict.linux} and the public
 * face.
 */
@NullMarked
package dev.restrict.judge;

import org.jspecify.annotations.NullMarked;
