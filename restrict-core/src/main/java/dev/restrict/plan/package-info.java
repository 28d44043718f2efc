/**
 * The plan of a lock: everything that a policy amounts to on this machine, before anything is done.
 * Whatever can be wrong with a policy is found here.
 *
 * <p>Pure. It may use the compilers and the table, and no room that touches the kernel.
 */
@NullMarked
package dev.restrict.plan;

import org.jspecify.annotations.NullMarked;
