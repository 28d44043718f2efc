/** The DNS servers that an application asks: {@code restrict.resolver}. */
@org.jspecify.annotations.NullMarked
package dev.restrict.spring.resolver;
