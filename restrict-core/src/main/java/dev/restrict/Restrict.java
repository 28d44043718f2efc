package dev.restrict;

import dev.restrict.audit.recording.Recording;
import dev.restrict.lock.KernelLock;
import dev.restrict.net.NameServers;
import dev.restrict.net.Trust;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * A running process gives up, for good and in all its threads, everything that it does not need.
 *
 * <pre>{@code
 * Restrict.access(Path.of("data"), "rwc");
 * Restrict.port(8080, "b");
 * Restrict.accessLock();
 * Restrict.syscalls("stdio rpath wpath cpath inet error");
 * }</pre>
 *
 * <p>The verbs and their meaning are those of the Go library {@code catinello.eu/restrict} and of
 * OpenBSD's {@code pledge(2)} and {@code unveil(2)}. All methods are safe to call from any thread;
 * one lock is made at a time. Every failure is a {@link RestrictException}. The logger is {@code
 * dev.restrict} ({@link System.Logger}); at {@code DEBUG} it lists the compiled policy, rule by
 * rule.
 */
public final class Restrict {

  private static final KernelLock LOCK = KernelLock.instance();
  private static final List<AccessRule> ACCESS = new ArrayList<>();
  private static final List<PortRule> PORTS = new ArrayList<>();

  private Restrict() {}

  /**
   * Trust: makes these certificate authorities the only ones, as the JVM's default {@link
   * SSLContext} and for {@link javax.net.ssl.HttpsURLConnection}. Contexts made earlier keep what
   * they have.
   *
   * @param roots at least one trusted certificate that is valid now; one that is not is left out
   *     with a warning in the log
   * @return the context, to hand to clients that do not use the default; after {@link #disable()},
   *     one that trusts whatever the platform trusts
   * @throws RestrictException if there is no certificate, or each has expired or is not valid yet
   */
  public static synchronized SSLContext trust(KeyStore roots) {
    if (LOCK.isDisabled()) {
      return Trust.ofPlatform();
    }
    SSLContext context = Trust.only(roots);
    LOCK.begin("trust");
    Trust.makeDefault(context);
    return context;
  }

  /**
   * Resolver: makes this DNS server the only one that the JVM asks. Needs Java 18 ({@code
   * InetAddressResolverProvider}, JEP 418), and this library on the class path of the system class
   * loader.
   *
   * @param server an IP address, with {@code :port} if that is not 53; an IPv6 address that has a
   *     port is in brackets
   * @throws RestrictException if it is not an address, on Java 17, or if the JVM has looked up a
   *     name already
   */
  public static synchronized void resolver(String server) {
    NameServers.Server parsed = NameServers.parse(server);
    if (LOCK.begin("resolver")) {
      NameServers.use(parsed);
    }
  }

  /**
   * Access: this path may be used after {@link #accessLock()}; if it is a directory, so may
   * everything under it.
   *
   * @param path must exist; symbolic links in it are resolved once, now; a relative path starts at
   *     the working directory
   * @param flags at least one out of {@code c} (create and remove), {@code r} (read), {@code w}
   *     (write), {@code x} (execute)
   * @throws MissingPathException if the path does not exist
   * @throws RestrictException if the flags are not valid, or after {@link #accessLock()}
   */
  public static synchronized void access(Path path, String flags) {
    AccessRule rule = AccessRule.of(path, flags);
    if (LOCK.begin("access")) {
      LOCK.refuseAfterRules("access");
      ACCESS.add(rule);
    }
  }

  /**
   * This TCP port may be used after {@link #accessLock()}, and no port without a rule may. Landlock
   * ABI 4, Linux 6.7. Rules for UDP are given with {@link #lock(Policy)}.
   *
   * @param port 0 to 65535; 0 to bind to a port that the kernel chooses
   * @param flags {@code b} (bind), {@code c} (connect) or both
   * @throws RestrictException if they are not valid, or after {@link #accessLock()}
   */
  public static synchronized void port(int port, String flags) {
    PortRule rule = PortRule.of(port, flags);
    if (LOCK.begin("port")) {
      LOCK.refuseAfterRules("port");
      PORTS.add(rule);
    }
  }

  /**
   * AccessLock: from now on every thread may use only the paths given by {@link #access} and what
   * the JVM itself needs and, if {@link #port} was called, only those ports. Without any {@link
   * #access} before it, only the paths that the JVM needs are left. Can be called once in a
   * process.
   *
   * <p>After {@link #syscalls} it needs the promise {@code unveil}, and the paths that the promises
   * imply stay open. Before it, those paths are not known yet: give them with {@link #access} if
   * they are needed.
   *
   * @throws IncompleteLockException if a thread cannot be restricted
   * @throws UnsupportedKernelException if the kernel has no Landlock, or too old an ABI
   * @throws RestrictException the second time, or after {@link #syscalls} without {@code unveil}
   */
  public static synchronized void accessLock() {
    if (!LOCK.begin("accessLock")) {
      return;
    }
    LOCK.refuseAfterRules("accessLock");
    Optional<Set<Promise>> promises = LOCK.status().accepted().promises();
    if (promises.isPresent() && !promises.get().contains(Promise.UNVEIL)) {
      throw new RestrictException(
          "accessLock after syscalls needs the promise unveil, and it was not given; call accessLock first");
    }
    Policy.Builder policy = Policy.builder().access(ACCESS);
    if (!PORTS.isEmpty()) {
      policy.ports(PORTS);
    }
    LOCK.lock(policy.build());
  }

  /**
   * Syscalls: from now on every thread may make only the system calls, and use only the kinds of
   * access, that these promises grant. May be called again, but only to reduce.
   *
   * @param promises words separated by white space, such as {@code "stdio rpath inet"}; with {@code
   *     error} a denied call fails with ENOSYS and is counted, without it, SIGSYS ends the process
   * @throws UnknownPromiseException if a word is no promise
   * @throws RestrictException if a promise is not among those in force; the message names it
   * @throws IncompleteLockException if a thread cannot be restricted
   * @throws UnsupportedKernelException if the kernel lacks a layer
   */
  public static synchronized void syscalls(String promises) {
    Policy policy = Policy.builder().promises(promises).build();
    if (LOCK.begin("syscalls")) {
      LOCK.lock(policy);
    }
  }

  /**
   * SyscallsExec: the promises of executed programs, on OpenBSD. On Linux they inherit the
   * caller's, so this does nothing, as in the model.
   *
   * @deprecated does nothing
   */
  @Deprecated
  public static synchronized void syscallsExec(String promises) {
    Promise.parse(promises);
    LOCK.begin("syscallsExec");
  }

  /**
   * Disable: makes every later call do nothing, and logs a notice. For tests and debugging. It has
   * to be the first call.
   *
   * @throws RestrictException after any call of this class other than {@link #status()} and {@link
   *     #violations()}
   */
  public static synchronized void disable() {
    LOCK.disable();
  }

  /**
   * Puts a whole policy in force at once, both layers. This is better than {@link #accessLock()}
   * and {@link #syscalls} one after the other: the paths that the promises imply are known when the
   * paths are locked.
   *
   * @return what is in force now
   * @throws IncompleteLockException if a thread cannot be restricted
   * @throws UnsupportedKernelException if the kernel lacks a layer and the policy says {@link
   *     OnUnsupported#FAIL}
   * @throws RestrictException if the policy is empty, or asks for more than is in force
   */
  public static synchronized Status lock(Policy policy) {
    return LOCK.lock(policy);
  }

  /**
   * Plans the policy for this machine and enforces nothing. It finds whatever would go wrong in
   * {@link #lock}, as far as that can be known beforehand.
   *
   * @throws RestrictException if the policy is empty, or asks for more than is in force
   * @throws UnsupportedKernelException if this machine lacks a layer and the policy says {@link
   *     OnUnsupported#FAIL}
   */
  public static synchronized void check(Policy policy) {
    LOCK.check(policy);
  }

  /** What is in force now. */
  public static Status status() {
    return LOCK.status();
  }

  /**
   * The newest violations, at most 256, newest last. {@link Status#violations()} counts all of
   * them.
   */
  public static List<Violation> violations() {
    return LOCK.violations();
  }

  /**
   * How often each kind of violation happened so far. The sum is {@link Status#violations()}, even
   * if records were dropped in a flood.
   */
  public static List<ViolationCount> counts() {
    return LOCK.counts();
  }

  /**
   * Adds a listener for violations. It gets every violation whose record was read, in order, on a
   * thread that serves only the listeners. If a slow listener falls behind by more than some
   * thousand violations, it misses the oldest. A listener that throws is removed.
   */
  public static void addViolationListener(Consumer<Violation> listener) {
    LOCK.addListener(listener);
  }

  /** Removes a listener for violations. */
  public static void removeViolationListener(Consumer<Violation> listener) {
    LOCK.removeListener(listener);
  }

  /**
   * What has turned out to be needed so far, in {@link Mode#AUDIT}. Make a {@link
   * dev.restrict.audit.suggestion.Suggestion} of it, or keep it with {@link
   * dev.restrict.audit.file.AuditFile}.
   *
   * @return empty in other modes
   */
  public static Optional<Recording> recording() {
    return LOCK.recording();
  }

  /**
   * Says what the application does from now on, for the records of {@link Mode#AUDIT}.
   *
   * @param phase {@link dev.restrict.audit.recording.Seen#START} (the default), {@link
   *     dev.restrict.audit.recording.Seen#REQUEST}, {@link
   *     dev.restrict.audit.recording.Seen#SHUTDOWN}, or another word
   */
  public static void auditPhase(String phase) {
    LOCK.phase(phase);
  }
}
