package dev.restrict.audit.suggestion;

import dev.restrict.AccessFlag;
import dev.restrict.PortFlag;
import dev.restrict.PortRule;
import dev.restrict.Promise;
import dev.restrict.Protocol;
import dev.restrict.audit.recording.CallFacts;
import dev.restrict.audit.recording.Evidence;
import dev.restrict.audit.recording.Fact;
import dev.restrict.audit.recording.ImpliedPaths;
import dev.restrict.audit.recording.Recording;
import dev.restrict.landlock.FsRight;
import dev.restrict.promise.Folders;
import dev.restrict.promise.PromiseTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Makes one {@link Suggestion} of a recording. */
final class SuggestionMaker {

  /** What needs a promise: any one of these. */
  private record Demand(Set<Promise> any, Because because) {}

  private static final Set<Promise> OF_PATHS =
      EnumSet.of(
          Promise.RPATH, Promise.WPATH, Promise.CPATH, Promise.DPATH, Promise.EXEC, Promise.UNIX);

  private final Recording recording;
  private final ImpliedPaths implied;
  private final List<Demand> demands = new ArrayList<>();
  private final List<Because> unpromised = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private boolean withoutPorts;

  SuggestionMaker(Recording recording) {
    this.recording = recording;
    this.implied = new ImpliedPaths(recording.places());
  }

  Suggestion make() {
    recording.facts().forEach(this::demand);
    Set<Promise> chosen = choose();
    if (chosen.isEmpty()) {
      chosen.add(Promise.STDIO);
    }
    AccessRules rules = rules(chosen);
    List<Suggestion.Access> access = anchored(rules.fold(), chosen);
    List<Suggestion.Port> ports = ports(chosen);
    warn();
    return new Suggestion(
        promised(chosen),
        access,
        ports,
        rules.refused(),
        Because.sorted(unpromised),
        notices,
        recording);
  }

  /**
   * What libraries only try needs no promise of its own if a promise that is needed anyway refuses
   * it quietly.
   */
  private Set<Promise> choose() {
    List<Demand> tried =
        demands.stream()
            .filter(demand -> !CallFacts.refusingQuietly(demand.because.fact()).isEmpty())
            .toList();
    demands.removeAll(tried);
    Set<Promise> chosen = Cover.of(demands.stream().map(Demand::any).toList());
    for (Demand demand : tried) {
      if (CallFacts.refusingQuietly(demand.because.fact()).stream().noneMatch(chosen::contains)) {
        demands.add(demand);
      }
    }
    return Cover.of(demands.stream().map(Demand::any).toList());
  }

  private void demand(Fact fact, Evidence evidence) {
    Because because = new Because(fact, evidence);
    if (fact instanceof Fact.Call call) {
      if (CallFacts.floor(call)) {
        return;
      }
      Set<Promise> any = CallFacts.promises(call);
      if (any.isEmpty()) {
        unpromised.add(because);
      } else {
        demands.add(new Demand(any, because));
        withoutPorts |= CallFacts.onlyWithoutPorts(call);
      }
    } else if (fact instanceof Fact.PathUse use) {
      if (!use.missing()) {
        use.flags().forEach(flag -> demand(use, flag, because));
      }
    } else if (fact instanceof Fact.PortUse use && !sortsAddresses(use)) {
      Set<Promise> any = EnumSet.of(Promise.INET);
      for (Promise promise : Promise.values()) {
        if (implies(promise, use)) {
          any.add(promise);
        }
      }
      demands.add(new Demand(any, because));
    }
  }

  /** glibc connects UDP sockets to port 0 to sort addresses, and can do without. */
  private static boolean sortsAddresses(Fact.PortUse use) {
    return use.port() == 0 && use.flag() == PortFlag.CONNECT;
  }

  private void demand(Fact.PathUse use, AccessFlag flag, Because because) {
    if (implied.cover(PromiseTable.jvmFloor(), use.path(), flag, use.syscall())) {
      return;
    }
    Set<Promise> any = EnumSet.noneOf(Promise.class);
    for (Promise promise : Promise.values()) {
      if (implied.cover(PromiseTable.of(promise), use.path(), flag, use.syscall())) {
        any.add(promise);
      }
    }
    if (!Folders.never(AccessRules.there(use.path(), recording.made()))) {
      any.add(unlocking(flag, use.syscall()));
    }
    if (!any.isEmpty()) {
      demands.add(new Demand(any, because));
    }
  }

  /** The promise that a rule with this flag needs to grant what the call takes. */
  private static Promise unlocking(AccessFlag flag, String syscall) {
    Optional<FsRight> special =
        switch (syscall) {
          case "connect" -> Optional.of(FsRight.RESOLVE_UNIX);
          case "bind" -> Optional.of(FsRight.MAKE_SOCK);
          case "mknod", "mknodat" -> Optional.of(FsRight.MAKE_FIFO);
          default -> Optional.empty();
        };
    return special
        .filter(right -> right.flag() == flag)
        .flatMap(FsRight::promise)
        .orElseGet(() -> FsRight.promise(flag));
  }

  private AccessRules rules(Set<Promise> chosen) {
    AccessRules rules = new AccessRules(recording.made());
    recording
        .facts()
        .forEach(
            (fact, evidence) -> {
              if (fact instanceof Fact.PathUse use) {
                Set<AccessFlag> flags = EnumSet.noneOf(AccessFlag.class);
                use.flags().stream()
                    .filter(flag -> !covered(use, flag, chosen))
                    .forEach(flags::add);
                if (!flags.isEmpty()) {
                  rules.add(use, flags, evidence);
                }
              }
            });
    return rules;
  }

  private boolean covered(Fact.PathUse use, AccessFlag flag, Set<Promise> chosen) {
    return implied.cover(PromiseTable.jvmFloor(), use.path(), flag, use.syscall())
        || chosen.stream()
            .anyMatch(
                promise ->
                    implied.cover(PromiseTable.of(promise), use.path(), flag, use.syscall()));
  }

  /** Without any rule a promise of paths would hold for every path. */
  private static List<Suggestion.Access> anchored(
      List<Suggestion.Access> access, Set<Promise> chosen) {
    if (!access.isEmpty() || chosen.stream().noneMatch(OF_PATHS::contains)) {
      return access;
    }
    AccessFlag flag = chosen.contains(Promise.WPATH) ? AccessFlag.WRITE : AccessFlag.READ;
    return List.of(new Suggestion.Access("/dev/null", EnumSet.of(flag), List.of()));
  }

  private List<Suggestion.Port> ports(Set<Promise> chosen) {
    if (!chosen.contains(Promise.INET)) {
      return List.of();
    }
    Map<Key, List<Because>> byPort = new TreeMap<>();
    recording
        .facts()
        .forEach(
            (fact, evidence) -> {
              if (fact instanceof Fact.PortUse use
                  && !sortsAddresses(use)
                  && chosen.stream().noneMatch(promise -> implies(promise, use))) {
                byPort
                    .computeIfAbsent(new Key(use.protocol(), use.port()), port -> new ArrayList<>())
                    .add(new Because(use, evidence));
              }
            });
    if (withoutPorts) {
      notices.add(
          "no port rules are suggested: Multipath TCP or SCTP was used, which they would refuse");
      return List.of();
    }
    if (answersClients()) {
      notices.add(
          "no port rules are suggested: datagrams went to ports that look as if clients chose them, and there is no rule for every port");
      return List.of();
    }
    if (byPort.isEmpty()) {
      // Without any rule inet would hold for every port.
      byPort.put(new Key(Protocol.TCP, 0), List.of());
    }
    List<Suggestion.Port> ports = new ArrayList<>();
    byPort.forEach(
        (key, reasons) -> {
          Set<PortFlag> flags = EnumSet.noneOf(PortFlag.class);
          reasons.forEach(because -> flags.add(port(because).flag()));
          if (reasons.isEmpty()) {
            flags.add(PortFlag.BIND);
          }
          if (key.port >= PortRule.EPHEMERAL) {
            notices.add(
                "port %s looks as if it was chosen at random"
                    .formatted(key.protocol.label(key.port)));
          }
          ports.add(
              new Suggestion.Port(
                  new PortRule(key.port, flags, key.protocol), Because.sorted(reasons)));
        });
    return ports;
  }

  /** What one rule is for. */
  private record Key(Protocol protocol, int port) implements Comparable<Key> {

    @Override
    public int compareTo(Key other) {
      return Comparator.comparing(Key::protocol).thenComparingInt(Key::port).compare(this, other);
    }
  }

  /** A UDP server answers each client at the port that it came from. */
  private boolean answersClients() {
    boolean serves = false;
    boolean answers = false;
    for (Fact fact : recording.facts().keySet()) {
      if (fact instanceof Fact.PortUse use && use.protocol() == Protocol.UDP) {
        serves |= use.flag() == PortFlag.BIND && use.port() != 0;
        answers |= use.flag() == PortFlag.CONNECT && use.port() >= PortRule.EPHEMERAL;
      }
    }
    return serves && answers;
  }

  private static Fact.PortUse port(Because because) {
    return (Fact.PortUse) because.fact();
  }

  private static boolean implies(Promise promise, Fact.PortUse use) {
    return PromiseTable.of(promise).ports().stream()
        .anyMatch(grant -> grant.grants(use.port(), use.protocol(), use.flag()));
  }

  private void warn() {
    if (recording.lost() > 0) {
      notices.add(
          "%d records were lost, so something may be missing here".formatted(recording.lost()));
    }
    if (recording.facts().isEmpty()) {
      notices.add("nothing was recorded");
    }
  }

  /** The reasons that only this promise meets come first. */
  private List<Suggestion.Promised> promised(Set<Promise> chosen) {
    Map<Promise, List<Because>> sole = new LinkedHashMap<>();
    Map<Promise, List<Because>> all = new LinkedHashMap<>();
    for (Demand demand : demands) {
      Set<Promise> met = EnumSet.copyOf(demand.any);
      met.retainAll(chosen);
      for (Promise promise : met) {
        (met.size() == 1 ? sole : all)
            .computeIfAbsent(promise, key -> new ArrayList<>())
            .add(demand.because);
      }
    }
    List<Suggestion.Promised> promised = new ArrayList<>();
    for (Promise promise : chosen) {
      List<Because> reasons =
          new ArrayList<>(Because.sorted(sole.getOrDefault(promise, List.of())));
      Because.sorted(all.getOrDefault(promise, List.of())).stream()
          .filter(because -> !reasons.contains(because))
          .forEach(reasons::add);
      promised.add(new Suggestion.Promised(promise, List.copyOf(reasons)));
    }
    return promised;
  }
}
