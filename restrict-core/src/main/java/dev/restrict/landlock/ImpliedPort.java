package dev.restrict.landlock;

/**
 * A TCP port that a promise needs, such as 53 for {@code dns}.
 *
 * @param port 0 to 65535
 * @param bind whether it may be bound
 * @param connect whether it may be connected to
 * @param origin the promise
 */
public record ImpliedPort(int port, boolean bind, boolean connect, String origin) {}
