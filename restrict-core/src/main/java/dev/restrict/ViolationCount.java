package dev.restrict;

import java.util.Optional;

/**
 * How often one kind of violation happened. It is exact even in a flood: a violation without a
 * {@link Violation} record is counted here all the same, under the promise of the last record of
 * the same system call, or under none if there is no such record.
 *
 * <p>There are at most some hundred kinds: a call number that the kernel does not know is named
 * {@code other}.
 *
 * @param layer which part of the lock denied it
 * @param syscall the system call's name, such as {@code execve}
 * @param promise the promise that grants the call or the kind of access, if one does
 * @param count how often so far, child processes included; never decreases
 */
public record ViolationCount(Layer layer, String syscall, Optional<Promise> promise, long count) {}
