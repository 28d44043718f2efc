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
 * @param audit whether it answers "go on" to every call
 * @param decision the filter with only two answers, by which it tells a denied call from an
 *     observed one; empty if every call that arrives is denied
 * @param prefixes the paths that have rules: a call that uses another path is worth a Java stack
 */
public record RefereeOrders(
    boolean audit, Optional<BpfProgram> decision, SortedSet<Path> prefixes) {

  public RefereeOrders {
    prefixes = Collections.unmodifiableSortedSet(new TreeSet<>(prefixes));
  }
}
