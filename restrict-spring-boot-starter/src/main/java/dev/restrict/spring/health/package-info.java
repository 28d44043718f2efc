/** What {@code /actuator/health} and {@code /actuator/info} say of the lock. */
@NullMarked
package dev.restrict.spring.health;

import org.jspecify.annotations.NullMarked;
