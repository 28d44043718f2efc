/**
 * What was denied, for whoever asks: the newest violations, their counts, and the listeners.
 *
 * <p>Pure but for its own thread, which calls the listeners.
 */
@NullMarked
package dev.restrict.report;

import org.jspecify.annotations.NullMarked;
