/**
 * How values are written: escapes, JSON, placeholders, and the nearest word to a mistyped one.
 *
 * <p>Pure. It may use no other room.
 */
@NullMarked
package dev.restrict.text;

import org.jspecify.annotations.NullMarked;
