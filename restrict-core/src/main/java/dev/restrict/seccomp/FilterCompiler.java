package dev.restrict.seccomp;

import dev.restrict.linux.SeccompData;
import dev.restrict.promise.ArgCheck;
import dev.restrict.seccomp.Graph.Node;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a {@link FilterSpec}: the architecture first, then the bits that foreign ABIs have in
 * the number, then a {@link RangeSearch} for the number, and the {@link ArgumentChecks} behind the
 * few calls that need them.
 *
 * <p>On the way to an answer that depends only on the number, nothing else is loaded. So from Linux
 * 5.11 on the kernel finds out at installation that the call is allowed, and never runs the filter
 * for it.
 */
public final class FilterCompiler {

  private final FilterSpec spec;
  private final Graph graph = new Graph();
  private @Nullable Node denied;

  private FilterCompiler(FilterSpec spec) {
    this.spec = spec;
  }

  /**
   * The program that decides as the spec says. Equal specs give equal programs.
   *
   * @throws dev.restrict.RestrictException if it would be longer than the kernel's {@code
   *     BPF_MAXINSNS}, 4096 instructions
   */
  public static BpfProgram compile(FilterSpec spec) {
    return Assembler.assemble(new FilterCompiler(spec).architecture());
  }

  private Node architecture() {
    Node foreign = graph.ret(spec.foreign());
    Node number = number();
    if (spec.arch().foreignBits() != 0) {
      // This comes before the search, which asks for ranges: a foreign number lies above all of
      // them.
      number = graph.jump(Bpf.JSET, spec.arch().foreignBits(), foreign, number);
    }
    return graph.load(
        SeccompData.ARCH,
        graph.jump(Bpf.JEQ, spec.arch().audit(), graph.load(SeccompData.NR, number), foreign));
  }

  private Node number() {
    Node unlisted = spec.grantUnlisted() ? graph.ret(Action.ALLOW) : denied();
    RangeSearch search = new RangeSearch(graph, unlisted);
    for (int nr : special()) {
      search.set(nr, verdict(nr));
    }
    return search.build();
  }

  /** The numbers whose verdict may differ from that of an unknown one. */
  private SortedSet<Integer> special() {
    SortedSet<Integer> special = new TreeSet<>(spec.grants().keySet());
    special.addAll(spec.fixed().keySet());
    special.addAll(spec.quiet().keySet());
    special.addAll(spec.observed());
    if (spec.denial() instanceof Denial.Trap trap) {
      special.addAll(trap.never());
    }
    return special;
  }

  private Node verdict(int nr) {
    Action fixed = spec.fixed().get(nr);
    if (fixed != null) {
      return graph.ret(fixed);
    }
    List<List<ArgCheck>> alternatives = spec.grants().get(nr);
    if (alternatives == null) {
      return spec.grantUnlisted() ? granted(nr) : denied(nr);
    }
    return ArgumentChecks.compile(graph, alternatives, spec.pid(), granted(nr), denied(nr));
  }

  private Node granted(int nr) {
    Node allowed = graph.ret(Action.ALLOW);
    if (!spec.observed().contains(nr)) {
      return allowed;
    }
    Node observed = graph.ret(spec.observe());
    List<List<ArgCheck>> unobserved = spec.unobserved().get(nr);
    return unobserved == null
        ? observed
        : ArgumentChecks.compile(graph, unobserved, spec.pid(), allowed, observed);
  }

  private Node denied(int nr) {
    List<List<ArgCheck>> quiet = spec.quiet().get(nr);
    return quiet == null
        ? loud(nr)
        : ArgumentChecks.compile(graph, quiet, spec.pid(), graph.ret(Action.enosys()), loud(nr));
  }

  private Node loud(int nr) {
    return spec.denial() instanceof Denial.Trap trap && trap.never().contains(nr)
        ? graph.ret(trap.outside())
        : denied();
  }

  private Node denied() {
    if (denied == null) {
      denied =
          spec.denial() instanceof Denial.Trap trap
              ? IpCheck.compile(
                  graph, trap.own(), graph.ret(trap.inside()), graph.ret(trap.outside()))
              : graph.ret(((Denial.Plain) spec.denial()).action());
    }
    return denied;
  }
}
