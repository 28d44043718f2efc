/**
 * The one table of what each promise grants: calls, conditions on arguments, implied paths and
 * ports.
 *
 * <p>Pure. It may use {@code dev.restrict.linux} and the public face.
 */
@NullMarked
package dev.restrict.promise;

import org.jspecify.annotations.NullMarked;
