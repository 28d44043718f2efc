/**
 * The moment of the lock: from the properties to a policy, from the ready event to the lock, and
 * what the log and the events say of it.
 */
@NullMarked
package dev.restrict.spring.lock;

import org.jspecify.annotations.NullMarked;
