/**
 * Linux as constants: call numbers, flags, errno, ioctl requests, socket options, socket addresses,
 * and what differs between architectures. Every number of the kernel is here, once.
 *
 * <p>Pure. It may use no other room.
 */
@NullMarked
package dev.restrict.linux;

import org.jspecify.annotations.NullMarked;
