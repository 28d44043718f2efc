/** The auto-configuration of the lock, and what starts before other beans. */
@NullMarked
package dev.restrict.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
