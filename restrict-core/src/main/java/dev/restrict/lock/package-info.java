/**
 * The lock of this process: its state, and the one act that puts a plan in force in every thread.
 */
@NullMarked
package dev.restrict.lock;

import org.jspecify.annotations.NullMarked;
