package dev.restrict.audit.recording;

import dev.restrict.AccessFlag;
import dev.restrict.PortFlag;
import dev.restrict.Protocol;
import dev.restrict.linux.SocketAddress;
import dev.restrict.promise.Grants;
import dev.restrict.promise.Surroundings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Collects what a run needs. It may be called from any thread, and its memory is bounded: past
 * {@value #FOLDER} names in one folder the rest are {@code *}, and past {@value #FACTS} facts new
 * ones are dropped and counted.
 */
public final class Recorder {

  static final int FACTS = 10_000;
  static final int FOLDER = 256;
  private static final int NAMES = 4 * FACTS;

  private final String instance;
  private final int pid;
  private final Places places;
  private final Map<Fact, Tally> facts = new HashMap<>();
  private final Map<String, Set<String>> folders = new HashMap<>();
  private final SortedSet<String> made = new TreeSet<>();
  private int names;
  private long dropped;

  /**
   * A recorder of one run.
   *
   * @param instance names this run: no two runs, on any machine, may have the same
   * @param pid the process that locks
   * @param surroundings with real paths
   * @param home the real path of the user's home
   * @param directory the real path of the working directory
   */
  public Recorder(String instance, int pid, Surroundings surroundings, Path home, Path directory) {
    this.instance = instance;
    this.pid = pid;
    this.places = new Places(pid, surroundings, home, directory);
  }

  /** Adds what was seen. */
  public void add(Seen seen) {
    long[] args = seen.args();
    Optional<PathNeeds> needs = needs(seen);
    synchronized (this) {
      if (needs.isEmpty()) {
        dropped++;
        return;
      }
      if (!Grants.floor(seen.syscall(), args, pid)) {
        count(CallFacts.of(seen.syscall(), args, pid), seen, example(seen));
      }
      for (PathNeeds.Use use : needs.get().uses()) {
        path(use, seen);
      }
      needs.get().made().forEach(this::made);
      seen.portUse()
          .ifPresent(
              use ->
                  count(
                      use,
                      seen,
                      seen.address()
                          .filter(to -> use.flag() == PortFlag.CONNECT)
                          .map(SocketAddress.Inet::text)));
    }
  }

  /** Empty where a path is none that Java can name. */
  private static Optional<PathNeeds> needs(Seen seen) {
    try {
      return Optional.of(PathNeeds.of(seen));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Optional<String> example(Seen seen) {
    return seen.path()
        .map(named -> RunNames.path(places.resolve(named.path())))
        .or(() -> seen.address().map(SocketAddress.Inet::text));
  }

  /**
   * Says that a server has been using a port since before the recording began. Nobody sees that
   * call of bind any more, but the port belongs in the policy: without any port rule every port is
   * open.
   */
  public synchronized void serving(Instant time, int port, Protocol protocol) {
    facts
        .computeIfAbsent(new Fact.PortUse(port, protocol, PortFlag.BIND), fact -> new Tally())
        .add(time, "before the lock");
  }

  /** Says that records were lost before they came here. */
  public synchronized void dropped(long records) {
    dropped += records;
  }

  /** What was recorded so far. */
  public synchronized Recording recording() {
    TreeMap<Fact, Evidence> evidence = new TreeMap<>();
    facts.forEach((fact, tally) -> evidence.put(fact, tally.evidence(instance)));
    return new Recording(
        new TreeMap<>(Map.of(instance, dropped)), places.recorded(), made, evidence);
  }

  private void path(PathNeeds.Use use, Seen seen) {
    String resolved = places.resolve(use.path());
    Set<AccessFlag> flags = use.flags();
    if (flags.isEmpty() || places.floor(resolved, flags, seen.syscall())) {
      return;
    }
    String path = bounded(RunNames.path(resolved));
    if (seen.child() && path.equals("/proc/*/fd")) {
      // A child closes what it inherited: it lists its descriptors, and if it may not, it tries
      // every number.
      return;
    }
    count(new Fact.PathUse(seen.syscall(), path, flags, use.missing()), seen, example(seen));
  }

  private void made(String path) {
    String bounded = bounded(RunNames.path(places.resolve(path)));
    if (!RunNames.differs(bounded) && (made.contains(bounded) || made.size() < FACTS)) {
      made.add(bounded);
    } else if (!RunNames.differs(bounded)) {
      dropped++;
    }
  }

  /** The path itself, or {@code *} in its folder where that has too many names already. */
  private String bounded(String path) {
    int slash = path.lastIndexOf('/');
    if (slash < 0) {
      return path;
    }
    String folder = path.substring(0, slash);
    Set<String> known = folders.getOrDefault(folder, Set.of());
    if (known.contains(path)) {
      return path;
    }
    if (known.size() >= FOLDER || names >= NAMES) {
      return folder + "/*";
    }
    folders.computeIfAbsent(folder, name -> new TreeSet<>()).add(path);
    names++;
    return path;
  }

  private void count(Fact fact, Seen seen, Optional<String> example) {
    Tally tally = facts.get(fact);
    if (tally == null) {
      if (facts.size() >= FACTS) {
        dropped++;
        return;
      }
      tally = new Tally();
      facts.put(fact, tally);
    }
    String thread = RunNames.thread(seen.thread());
    tally.add(seen.time(), seen.phase());
    tally.thread(seen.child() ? "child " + thread : thread);
    tally.example(example);
    tally.stack(seen.stack());
  }
}
