package dev.restrict.plan;

import static dev.restrict.linux.Linux.O_ACCMODE;
import static dev.restrict.linux.Linux.O_RDWR;
import static dev.restrict.linux.Linux.O_TRUNC;
import static dev.restrict.linux.Linux.O_WRONLY;

import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.Status.Notice;
import dev.restrict.landlock.Abi;
import dev.restrict.landlock.FsRight;
import dev.restrict.linux.Arch;
import dev.restrict.linux.Errno;
import dev.restrict.promise.ArgCheck;
import dev.restrict.seccomp.Action;
import dev.restrict.seccomp.FilterSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a filter refuses where Landlock does not judge truncating yet, before ABI 3: files could be
 * emptied that may not be written. Opening for writing is judged, and so is everything that is done
 * with what was opened, such as {@code ftruncate}. What is left is {@code truncate}, which opens
 * nothing, and {@code O_TRUNC} without opening for writing: it needs no more than the right to
 * read, and with the access mode 3, which opens for neither, no right at all.
 */
final class TruncationGuard {

  private static final FsRight RIGHT = FsRight.TRUNCATE;

  /** Where the calls that open a path by flags have them. */
  private static final Map<String, Integer> FLAGS =
      Map.of("open", 1, "openat", 2, "open_by_handle_at", 2);

  private TruncationGuard() {}

  /** Whether rules on files leave truncating open, which only a filter can then refuse. */
  static boolean needed(Policy policy, int abi) {
    boolean somePathsOnly =
        policy.access().isPresent()
            || (policy.promises().isPresent() && !policy.has(Promise.WPATH));
    return abi > 0 && abi < RIGHT.abi() && somePathsOnly;
  }

  /**
   * The same filter, which refuses that too; {@code truncate} by the error that Landlock gives. A
   * filter that grants what it does not list also has to refuse what no filter can look into: a
   * ring of io_uring, and {@code openat2}, which has its flags behind a pointer; who calls that
   * takes ENOSYS for an old kernel and calls {@code openat}.
   */
  static FilterSpec on(FilterSpec spec) {
    Arch arch = spec.arch();
    Map<Integer, List<List<ArgCheck>>> grants = new HashMap<>(spec.grants());
    FLAGS.forEach(
        (call, flags) -> {
          if (arch.has(call)) {
            int nr = arch.number(call);
            List<List<ArgCheck>> granted =
                grants.getOrDefault(nr, spec.grantUnlisted() ? List.of(List.of()) : List.of());
            grants.put(nr, narrowed(granted, flags));
          }
        });
    Map<Integer, Action> fixed = new HashMap<>(spec.fixed());
    fixed.put(arch.number("truncate"), Action.errno(Errno.EACCES));
    if (spec.grantUnlisted()) {
      grants.put(arch.number("io_uring_setup"), List.of());
      fixed.put(arch.number("openat2"), Action.enosys());
    }
    return new FilterSpec(
        arch,
        grants,
        fixed,
        spec.quiet(),
        spec.observed(),
        spec.unobserved(),
        spec.observe(),
        spec.foreign(),
        spec.denial(),
        spec.grantUnlisted(),
        spec.pid());
  }

  /** Each alternative once more without O_TRUNC, once for writing, once for reading and writing. */
  private static List<List<ArgCheck>> narrowed(List<List<ArgCheck>> alternatives, int flags) {
    List<List<ArgCheck>> narrowed = new ArrayList<>();
    for (List<ArgCheck> alternative : alternatives) {
      for (ArgCheck one :
          List.of(
              ArgCheck.masked(flags, O_TRUNC, 0),
              ArgCheck.masked(flags, O_ACCMODE, O_WRONLY),
              ArgCheck.masked(flags, O_ACCMODE, O_RDWR))) {
        List<ArgCheck> all = new ArrayList<>(alternative);
        all.add(one);
        narrowed.add(all);
      }
    }
    return narrowed;
  }

  /** For rules without promises: a filter that refuses only this. */
  static FilterSpec alone(Arch arch) {
    return on(FilterSpec.guard(arch, Map.of()));
  }

  /** What a reader should know. */
  static Notice notice(int abi, boolean filtered) {
    return new Notice(
        filtered ? Notice.Kind.LEFT_OUT : Notice.Kind.LAYER_MISSING,
        "%s is not in force: it needs Landlock ABI %d (Linux %s), the kernel has ABI %d; %s"
            .formatted(
                RIGHT.constant(),
                RIGHT.abi(),
                Abi.linux(RIGHT.abi()),
                abi,
                filtered
                    ? "the system call filter refuses truncate, and O_TRUNC on what is not opened for writing, instead"
                    : "files can be emptied that may not be written"));
  }
}
