/**
 * What was seen to be needed: facts with their evidence, and how calls become facts.
 *
 * <p>Pure. It may use the table of promises, {@code dev.restrict.judge} and {@code
 * dev.restrict.linux}.
 */
@NullMarked
package dev.restrict.audit.recording;

import org.jspecify.annotations.NullMarked;
