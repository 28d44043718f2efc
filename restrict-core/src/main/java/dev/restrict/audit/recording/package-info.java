/**
 * What was seen to be needed: facts with their evidence, and how calls become facts.
 *
 * <p>Pure. It may use the table of promises and {@code dev.restrict.judge}.
 */
@NullMarked
package dev.restrict.audit.recording;

import org.jspecify.annotations.NullMarked;
