/**
 * Where the lock holds: a JVM is started in real containers, each set up as a {@link
 * dev.restrict.platforms.Setting} says, and what it can still do there is compared with the table
 * of {@code docs/platforms.md}.
 */
package dev.restrict.platforms;
