package dev.restrict.seccomp;

import dev.restrict.linux.Arch;
import dev.restrict.promise.ArgCheck;
import dev.restrict.promise.ArgCheck.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A {@link FilterSpec} as tests like to write it: kills what is foreign or denied. */
final class SpecBuilder {

  final Map<Integer, List<List<ArgCheck>>> grants = new TreeMap<>();
  final Map<Integer, Action> fixed = new TreeMap<>();
  final Map<Integer, List<List<ArgCheck>>> quiet = new TreeMap<>();
  final Set<Integer> observed = new TreeSet<>();
  final Map<Integer, List<List<ArgCheck>>> unobserved = new TreeMap<>();
  Action observe = Action.USER_NOTIF;
  Action foreign = Action.KILL_PROCESS;
  Denial denial = new Denial.Plain(Action.KILL_PROCESS);
  boolean grantUnlisted;
  int pid = 4711;
  private final Arch arch;

  SpecBuilder() {
    this(Arch.X86_64);
  }

  SpecBuilder(Arch arch) {
    this.arch = arch;
  }

  SpecBuilder grant(int nr, ArgCheck... checks) {
    grants.computeIfAbsent(nr, number -> new ArrayList<>()).add(List.of(checks));
    return this;
  }

  SpecBuilder grant(String name, ArgCheck... checks) {
    return grant(arch.number(name), checks);
  }

  SpecBuilder fix(String name, Action action) {
    fixed.put(arch.number(name), action);
    return this;
  }

  SpecBuilder denial(Denial denial) {
    this.denial = denial;
    return this;
  }

  FilterSpec build() {
    return new FilterSpec(
        arch,
        grants,
        fixed,
        quiet,
        observed,
        unobserved,
        observe,
        foreign,
        denial,
        grantUnlisted,
        pid);
  }

  BpfProgram compile() {
    return FilterCompiler.compile(build());
  }

  static ArgCheck intIs(int index, int value) {
    return intMasked(index, -1, value);
  }

  static ArgCheck intMasked(int index, int mask, int value) {
    return new ArgCheck(
        index, Width.INT, Integer.toUnsignedLong(mask), Integer.toUnsignedLong(value), false);
  }

  static ArgCheck longIs(int index, long value) {
    return new ArgCheck(index, Width.LONG, -1L, value, false);
  }

  static ArgCheck ownPid(int index) {
    return new ArgCheck(index, Width.INT, 0xffff_ffffL, 0, true);
  }
}
