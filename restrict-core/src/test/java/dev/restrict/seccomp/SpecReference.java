package dev.restrict.seccomp;

import dev.restrict.linux.Arch;
import dev.restrict.promise.ArgCheck;
import java.util.List;

/** What a {@link FilterSpec} says of a call, read straight from it: no trees, no words. */
final class SpecReference {

  private SpecReference() {}

  static Action decide(FilterSpec spec, int nr, int arch, long ip, long[] args) {
    if (arch != spec.arch().audit()) {
      return spec.foreign();
    }
    if (spec.arch() == Arch.X86_64 && (nr & 0x4000_0000) != 0) {
      return spec.foreign();
    }
    if (spec.fixed().containsKey(nr)) {
      return spec.fixed().get(nr);
    }
    if (granted(spec, nr, args)) {
      return spec.observed().contains(nr)
              && !holds(spec.unobserved().getOrDefault(nr, List.of()), spec, args)
          ? spec.observe()
          : Action.ALLOW;
    }
    if (holds(spec.quiet().getOrDefault(nr, List.of()), spec, args)) {
      return Action.enosys();
    }
    if (spec.denial() instanceof Denial.Trap trap) {
      boolean own = trap.own().stream().anyMatch(range -> range.contains(ip));
      return own && !trap.never().contains(nr) ? trap.inside() : trap.outside();
    }
    return ((Denial.Plain) spec.denial()).action();
  }

  private static boolean granted(FilterSpec spec, int nr, long[] args) {
    List<List<ArgCheck>> alternatives = spec.grants().get(nr);
    if (alternatives == null) {
      return spec.grantUnlisted();
    }
    return holds(alternatives, spec, args);
  }

  private static boolean holds(List<List<ArgCheck>> alternatives, FilterSpec spec, long[] args) {
    return alternatives.stream()
        .anyMatch(
            all -> all.stream().allMatch(check -> check.holds(args[check.index()], spec.pid())));
  }
}
