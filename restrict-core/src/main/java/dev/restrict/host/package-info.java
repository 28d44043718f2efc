/**
 * What is so on this machine and in this process: what the kernel has, what the names of the table
 * stand for, what is open. It looks and changes nothing.
 */
@NullMarked
package dev.restrict.host;

import org.jspecify.annotations.NullMarked;
