/** The process lock in a Spring Boot application: its properties, its moment and its failures. */
@org.jspecify.annotations.NullMarked
package dev.restrict.spring;
