/**
 * The facts about this machine and this process: what the kernel has, what the names of the table
 * stand for, what is open. This package only looks, and changes nothing.
 */
@NullMarked
package dev.restrict.host;

import org.jspecify.annotations.NullMarked;
