package dev.restrict.plan;

import dev.restrict.seccomp.BpfProgram;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the referee is told before it gets the listener.
 *
 * @param audit whether it answers "go on" to everything
 * @param decision the filter in two answers only, by which it tells a denied call from an observed
 *     one; empty where every call that arrives is denied
 * @param prefixes the paths for which there are rules: a call that uses another is worth a Java
 *     stack
 */
public record RefereeOrders(
    boolean audit, Optional<BpfProgram> decision, SortedSet<Path> prefixes) {

  public RefereeOrders {
    prefixes = Collections.unmodifiableSortedSet(new TreeSet<>(prefixes));
  }
}
