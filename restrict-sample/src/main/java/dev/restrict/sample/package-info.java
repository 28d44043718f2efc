/** The service itself: its start. What it does is in the packages beside this one. */
@NullMarked
package dev.restrict.sample;

import org.jspecify.annotations.NullMarked;
