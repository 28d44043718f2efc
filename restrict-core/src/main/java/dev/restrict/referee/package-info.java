/**
 * The referee process, the ring in which it reports, and what is made of its records: violations,
 * Java stacks, and what audit mode records.
 */
@NullMarked
package dev.restrict.referee;

import org.jspecify.annotations.NullMarked;
