package dev.restrict.seccomp;

import dev.restrict.linux.Arch;
import dev.restrict.promise.ArgCheck;
import dev.restrict.promise.ArgCheck.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** Random filters, and calls that are aimed at their edges. */
final class RandomSpecs {

  private static final List<Action> ACTIONS =
      List.of(
          Action.ALLOW,
          Action.LOG,
          Action.USER_NOTIF,
          Action.enosys(),
          Action.errno(1),
          Action.TRAP,
          Action.KILL_THREAD,
          Action.KILL_PROCESS);

  private static final long[] INT_MASKS = {
    0xffff_ffffL, 0xffff_ffffL, 0, 1, 0xf, 0xff00, 0x4, 0x8000_0000L, 0x7f00_ff00L
  };
  private static final long[] LONG_MASKS = {
    -1L, -1L, 1L << 63, 1L << 32, 0xffff_ffffL, 0xffff_ffff_0000_0000L, 0x0f00_0000_00f0_0000L, 0, 8
  };
  private static final long[] VALUES = {
    0,
    1,
    2,
    3,
    7,
    0x5401,
    -1L,
    0x8000_0000L,
    1L << 32,
    0x1234_5678_9abc_def0L,
    1L << 63,
    0x1_0000_0002L
  };

  private final Random random;

  RandomSpecs(long seed) {
    this.random = new Random(seed);
  }

  FilterSpec spec() {
    Arch[] archs = Arch.values();
    SpecBuilder builder = new SpecBuilder(archs[random.nextInt(archs.length)]);
    int count = random.nextInt(4) == 0 ? random.nextInt(120) : random.nextInt(12);
    boolean conditional = random.nextInt(4) != 0;
    for (int i = 0; i < count; i++) {
      List<List<ArgCheck>> alternatives = new ArrayList<>();
      int any = random.nextInt(6) == 0 ? random.nextInt(12) : 1 + random.nextInt(2);
      boolean alike = random.nextInt(4) == 0;
      int favourite = random.nextInt(6);
      for (int j = 0; j < any; j++) {
        List<ArgCheck> checks = checks(conditional ? random.nextInt(4) : 0, favourite);
        if (alike) {
          // As ioctl has it: one argument tells the alternatives apart.
          checks.add(0, SpecBuilder.intIs(favourite, random.nextInt(8)));
        }
        alternatives.add(checks);
      }
      builder.grants.put(number(), alternatives);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      builder.fixed.put(number(), action());
    }
    List<Integer> granted = List.copyOf(builder.grants.keySet());
    for (int i = random.nextInt(6); i > 0; i--) {
      builder.quiet.put(
          random.nextInt(3) == 0 || granted.isEmpty()
              ? number()
              : granted.get(random.nextInt(granted.size())),
          List.of(checks(random.nextInt(3), random.nextInt(6))));
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      builder.observed.add(
          random.nextBoolean() || granted.isEmpty()
              ? number()
              : granted.get(random.nextInt(granted.size())));
    }
    for (int nr : builder.observed) {
      if (random.nextBoolean()) {
        builder.unobserved.put(nr, List.of(checks(random.nextInt(3), random.nextInt(6))));
      }
    }
    builder.observe = random.nextInt(4) == 0 ? action() : Action.USER_NOTIF;
    builder.foreign = random.nextBoolean() ? Action.KILL_PROCESS : Action.enosys();
    builder.denial = denial();
    builder.grantUnlisted = random.nextInt(5) == 0;
    builder.pid = 1 + random.nextInt(100_000);
    return builder.build();
  }

  private int number() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(0x4000_0000);
      case 1 -> 0x3fff_ffff;
      case 2 -> 0x8000_0000 >>> 2;
      case 3, 4 -> random.nextInt(30);
      default -> random.nextInt(470);
    };
  }

  private List<ArgCheck> checks(int count, int favourite) {
    List<ArgCheck> checks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = random.nextInt(3) == 0 ? random.nextInt(6) : favourite;
      Width width = random.nextInt(3) == 0 ? Width.LONG : Width.INT;
      long[] masks = width == Width.INT ? INT_MASKS : LONG_MASKS;
      long mask = masks[random.nextInt(masks.length)];
      boolean ownPid = random.nextInt(10) == 0;
      long value = ownPid ? 0 : VALUES[random.nextInt(VALUES.length)] & mask;
      checks.add(new ArgCheck(index, width, mask, value, ownPid));
    }
    return checks;
  }

  private Denial denial() {
    if (random.nextBoolean()) {
      return new Denial.Plain(action());
    }
    List<IpRange> own = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      long start =
          switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> 0x7fff_0000_0000L + (random.nextInt(3) - 1);
            case 2 -> random.nextLong();
            default -> 0x7f00_0000_0000L + random.nextInt(0x10000) * 0x1000L;
          };
      long length =
          switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> 0x3_0000_0000L;
            case 2 -> 0x1_0000_0000L;
            default -> (1 + random.nextInt(64)) * 0x1000L;
          };
      if (Long.compareUnsigned(start, start + length) < 0) {
        own.add(new IpRange(start, start + length));
      }
    }
    TreeSet<Integer> never = new TreeSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      never.add(number());
    }
    return new Denial.Trap(own, action(), action(), never);
  }

  private Action action() {
    return ACTIONS.get(random.nextInt(ACTIONS.size()));
  }

  /** A call: number, architecture, address and arguments. */
  static final class Call {
    final int nr;
    final int arch;
    final long ip;
    final long[] args;

    private Call(int nr, int arch, long ip, long[] args) {
      this.nr = nr;
      this.arch = arch;
      this.ip = ip;
      this.args = args;
    }
  }

  /** A call near an edge of the spec. */
  Call call(FilterSpec spec) {
    int nr = nearNumber(spec);
    int arch =
        switch (random.nextInt(30)) {
          case 0 -> 0x4000_0003; // AUDIT_ARCH_I386
          case 1 -> spec.arch().audit() ^ 1 << random.nextInt(32);
          default -> spec.arch().audit();
        };
    return new Call(nr, arch, address(spec), arguments(spec, nr));
  }

  private int nearNumber(FilterSpec spec) {
    TreeSet<Integer> numbers = new TreeSet<>(spec.grants().keySet());
    numbers.addAll(spec.fixed().keySet());
    numbers.addAll(spec.quiet().keySet());
    numbers.addAll(spec.observed());
    if (spec.denial() instanceof Denial.Trap trap) {
      numbers.addAll(trap.never());
    }
    if (numbers.isEmpty() || random.nextInt(10) == 0) {
      return switch (random.nextInt(6)) {
        case 0 -> -1;
        case 1 -> Integer.MIN_VALUE;
        case 2 -> 0x3fff_ffff;
        case 3 -> 0x4000_0000;
        default -> random.nextInt();
      };
    }
    int nr = List.copyOf(numbers).get(random.nextInt(numbers.size()));
    return switch (random.nextInt(12)) {
      case 0 -> nr - 1;
      case 1 -> nr + 1;
      case 2 -> nr | 0x4000_0000;
      case 3 -> nr | 0x8000_0000;
      default -> nr;
    };
  }

  private long address(FilterSpec spec) {
    if (spec.denial() instanceof Denial.Trap trap
        && !trap.own().isEmpty()
        && random.nextInt(8) != 0) {
      IpRange range = trap.own().get(random.nextInt(trap.own().size()));
      long edge = random.nextBoolean() ? range.start() : range.end();
      return switch (random.nextInt(6)) {
        case 0 -> edge + (1L << 32);
        case 1 -> edge ^ 1L << 63;
        case 2 -> range.start() + (range.end() - range.start()) / 2;
        default -> edge + random.nextInt(3) - 1;
      };
    }
    return random.nextLong();
  }

  private long[] arguments(FilterSpec spec, int nr) {
    long[] args = random.longs(6).toArray();
    if (random.nextBoolean()) {
      for (int i = 0; i < args.length; i++) {
        args[i] = VALUES[random.nextInt(VALUES.length)];
      }
    }
    Map<Integer, List<List<ArgCheck>>> aimed =
        spec.quiet().containsKey(nr) && random.nextInt(3) == 0
            ? spec.quiet()
            : spec.unobserved().containsKey(nr) && random.nextInt(3) == 0
                ? spec.unobserved()
                : spec.grants();
    List<List<ArgCheck>> alternatives = aimed.get(nr);
    if (alternatives == null || alternatives.isEmpty()) {
      return args;
    }
    // Satisfy an alternative, with garbage in all bits that do not count, then perhaps spoil one.
    List<ArgCheck> all = alternatives.get(random.nextInt(alternatives.size()));
    for (ArgCheck check : all) {
      int i = check.index();
      args[i] = (args[i] & ~check.mask()) | check.expected(spec.pid());
    }
    if (!all.isEmpty() && random.nextBoolean()) {
      ArgCheck check = all.get(random.nextInt(all.size()));
      args[check.index()] ^= 1L << random.nextInt(64);
    }
    return args;
  }
}
