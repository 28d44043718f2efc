package dev.restrict.judge;

import dev.restrict.Promise;
import dev.restrict.landlock.FsRight;
import dev.restrict.landlock.NetRight;
import java.util.Optional;
import java.util.Set;

/**
 * Why the kernel denies.
 *
 * @param fsRights the rights on files that no rule grants
 * @param netRights the rights on ports that no rule grants
 * @param promise the promise that unlocks the first of them that is still locked, or else the
 *     first; empty if none does
 * @param remedy which change to the configuration would allow it, such as {@code add the promise
 *     wpath}
 */
public record Denied(
    Set<FsRight> fsRights, Set<NetRight> netRights, Optional<Promise> promise, String remedy) {}
