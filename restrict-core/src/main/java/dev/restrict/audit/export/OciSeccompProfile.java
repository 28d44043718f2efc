package dev.restrict.audit.export;

import dev.restrict.Policy;
import dev.restrict.linux.Arch;
import dev.restrict.linux.Errno;
import dev.restrict.promise.ArgCheck;
import dev.restrict.promise.Grant;
import dev.restrict.promise.Grants;
import dev.restrict.text.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A policy as a seccomp profile that container runtimes read: Docker, Podman, containerd, CRI-O,
 * and with them Kubernetes ({@code type: Localhost}).
 *
 * <p>It is made of the same table as the filter, and is never stricter: what the lock allows passes
 * here. It is wider in three ways, all of which the lock inside closes again. Calls of {@link
 * StartCalls} are allowed, since the profile is there before the JVM starts. Where the id of the
 * process is not known, a condition that an argument is that id is left out, so such a call passes
 * with any id; in a container the JVM usually has id 1, and if that is given the condition is kept.
 * Calls that only port rules refuse are refused here too.
 *
 * <p>A runtime skips the names that its libseccomp does not know; those calls stay refused.
 */
final class OciSeccompProfile implements Export {

  private static final String ALLOW = "SCMP_ACT_ALLOW";
  private static final String ERRNO = "SCMP_ACT_ERRNO";

  @Override
  public String id() {
    return "seccomp-profile";
  }

  @Override
  public Optional<String> shortCommand() {
    return Optional.of("oci");
  }

  @Override
  public String summary() {
    return "a seccomp profile for Docker, Podman and Kubernetes";
  }

  @Override
  public String mediaType() {
    return "application/json";
  }

  @Override
  public boolean hasPaths() {
    return false;
  }

  @Override
  public String missing() {
    return "System calls are not filtered.";
  }

  /** For a JVM whose process id is not known. */
  @Override
  public Optional<String> write(Exported exported) {
    return Optional.of(exported.policy())
        .filter(policy -> policy.promises().isPresent())
        .map(policy -> of(policy, exported.arch(), OptionalInt.empty()));
  }

  /**
   * The profile of a policy.
   *
   * @param policy with promises
   * @param pid the id that the JVM has in its container, which is 1 where it is what the container
   *     runs
   * @throws java.util.NoSuchElementException if the policy has no promises: it filters no calls
   */
  static String of(Policy policy, Arch arch, OptionalInt pid) {
    SortedSet<String> free = new TreeSet<>();
    Map<String, Set<List<Map<String, Object>>>> conditional = new TreeMap<>();
    List<Grant> grants = new ArrayList<>(StartCalls.grants());
    grants.addAll(Grants.of(policy));
    for (Grant grant : grants) {
      if (arch.has(grant.syscall())) {
        Optional<List<Map<String, Object>>> args = args(grant, pid);
        if (args.isPresent() && args.get().isEmpty()) {
          free.add(grant.syscall());
        } else {
          args.ifPresent(
              all ->
                  conditional
                      .computeIfAbsent(grant.syscall(), name -> new LinkedHashSet<>())
                      .add(all));
        }
      }
    }
    conditional.keySet().removeAll(free);

    List<Object> syscalls = new ArrayList<>();
    syscalls.add(rule(List.copyOf(free), ALLOW));
    conditional.forEach(
        (name, alternatives) ->
            alternatives.forEach(
                args -> {
                  Map<String, Object> rule = rule(List.of(name), ALLOW);
                  rule.put("args", args);
                  syscalls.add(rule);
                }));
    // Said again for runtimes that do not know defaultErrnoRet: libc falls back to clone on ENOSYS
    // alone.
    Map<String, Object> clone3 = rule(List.of("clone3"), ERRNO);
    clone3.put("errnoRet", Errno.ENOSYS);
    syscalls.add(clone3);

    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("defaultAction", ERRNO);
    profile.put("defaultErrnoRet", Errno.ENOSYS);
    profile.put("architectures", List.of("SCMP_ARCH_" + arch.name()));
    profile.put("syscalls", syscalls);
    return Json.of(profile);
  }

  private static Map<String, Object> rule(List<String> names, String action) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("names", names);
    rule.put("action", action);
    return rule;
  }

  /**
   * The conditions of a grant, all of which must hold; empty where no call can meet them. Runtimes
   * take two conditions on one argument for alternatives, so they are united into one.
   */
  private static Optional<List<Map<String, Object>>> args(Grant grant, OptionalInt pid) {
    Map<Integer, long[]> byIndex = new TreeMap<>();
    for (ArgCheck check : grant.checks()) {
      if (check.mask() == 0 || (check.ownPid() && pid.isEmpty())) {
        continue;
      }
      long expected = check.expected(pid.orElse(0));
      long[] united = byIndex.computeIfAbsent(check.index(), index -> new long[2]);
      if (((united[1] ^ expected) & united[0] & check.mask()) != 0) {
        return Optional.empty();
      }
      united[0] |= check.mask();
      united[1] |= expected;
    }
    List<Map<String, Object>> args = new ArrayList<>();
    byIndex.forEach((index, united) -> args.add(arg(index, united[0], united[1])));
    return Optional.of(args);
  }

  /** {@code SCMP_CMP_MASKED_EQ}: the value is the mask, the second value what is compared with. */
  private static Map<String, Object> arg(int index, long mask, long datum) {
    Map<String, Object> arg = new LinkedHashMap<>();
    arg.put("index", index);
    if (mask == -1L) {
      arg.put("value", unsigned(datum));
      arg.put("op", "SCMP_CMP_EQ");
    } else {
      arg.put("value", unsigned(mask));
      arg.put("valueTwo", unsigned(datum));
      arg.put("op", "SCMP_CMP_MASKED_EQ");
    }
    return arg;
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
