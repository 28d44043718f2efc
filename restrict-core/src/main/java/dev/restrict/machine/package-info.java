/**
 * What can be had on this machine, and for what cannot: why, and what to change.
 *
 * <p>Pure: {@code dev.restrict.host} gathers the findings. It may use {@code dev.restrict.linux}
 * and {@code dev.restrict.landlock}.
 */
@NullMarked
package dev.restrict.machine;

import org.jspecify.annotations.NullMarked;
