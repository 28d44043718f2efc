/**
 * A denied call in one paragraph.
 *
 * <p>Pure. It may use {@code dev.restrict.linux}, {@code dev.restrict.audit.recording} and {@code
 * dev.restrict.audit.suggestion}.
 */
@NullMarked
package dev.restrict.audit.explanation;

import org.jspecify.annotations.NullMarked;
