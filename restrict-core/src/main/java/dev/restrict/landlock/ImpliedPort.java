package dev.restrict.landlock;

import dev.restrict.Origin;
import dev.restrict.PortFlag;
import java.util.Set;

/**
 * A TCP port that a promise needs, such as 53 for {@code dns}.
 *
 * @param port 0 to 65535
 * @param flags what may be done with it
 * @param origin the promise
 */
public record ImpliedPort(int port, Set<PortFlag> flags, Origin origin) {}
