package dev.restrict;

import java.util.Optional;

/**
 * How often one kind of violation happened. Exact also in a flood: what has no {@link Violation}
 * record is counted here all the same, with the promise that the last record of the same system
 * call has; with none where there is no such record.
 *
 * <p>There are at most some hundred kinds: a call number that the kernel does not know has the name
 * {@code other}.
 *
 * @param layer which part of the lock denied it
 * @param syscall the system call's name, such as {@code execve}
 * @param promise the promise that grants the call or the kind of access, where one does
 * @param count how often so far, child processes included; never falls
 */
public record ViolationCount(Layer layer, String syscall, Optional<Promise> promise, long count) {}
