/** What is in force and what was denied, as meters. */
@org.jspecify.annotations.NullMarked
package dev.restrict.spring.metrics;
