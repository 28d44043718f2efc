/**
 * Raw system calls through librestrict.so, the memory that they need, and the places that native
 * code is loaded and executed from.
 *
 * <p>It may use {@code dev.restrict.linux} and the public face. Only {@code dev.restrict.host},
 * {@code dev.restrict.lock} and {@code dev.restrict.referee} may use it.
 */
@NullMarked
package dev.restrict.kernel;

import org.jspecify.annotations.NullMarked;
