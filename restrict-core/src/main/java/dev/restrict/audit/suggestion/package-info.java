/**
 * The least policy that allows a recording.
 *
 * <p>Pure. It may use {@code dev.restrict.audit.recording}.
 */
@NullMarked
package dev.restrict.audit.suggestion;

import org.jspecify.annotations.NullMarked;
