/**
 * For tests: a lock cannot be undone, so tests rehearse it unless they say {@link
 * dev.restrict.spring.test.LockForReal}.
 */
@org.jspecify.annotations.NullMarked
package dev.restrict.spring.test;
