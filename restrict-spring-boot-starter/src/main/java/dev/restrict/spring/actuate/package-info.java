/** What is in force, for operators. */
@org.jspecify.annotations.NullMarked
package dev.restrict.spring.actuate;
