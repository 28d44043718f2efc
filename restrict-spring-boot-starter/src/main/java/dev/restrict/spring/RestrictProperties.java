package dev.restrict.spring;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code restrict.*}, as they were written.
 *
 * <p>Most values stay text here, so that {@code PolicyFactory} can say what is wrong with one in
 * the words of this project. An unknown property below {@code restrict} fails the start: a mistyped
 * name must not unlock anything.
 *
 * @param enabled Whether the application locks itself. With false the starter does nothing at all.
 * @param mode What happens to a system call that no promise grants: kill ends the process, error
 *     lets the call fail and counts it, audit denies nothing and only records.
 * @param promises What the application keeps, as a list or as one text of words separated by spaces
 *     or commas. Without it, system calls are not filtered. Mode audit needs none.
 * @param access Which paths may be used, and how: path (it must exist; a relative one counts from
 *     the working directory) and flags, letters out of crwx (create, read, write, execute). Without
 *     it, the path promises grant every path; an empty list leaves only what the JVM and the
 *     promises need.
 * @param ports Which ports may be used, and how: port (0 to 65535), flags, letters out of bc (bind,
 *     connect), and protocol, tcp where it is not given. Without it, the promise inet decides
 *     alone; an empty list leaves no port but those that other promises need. UDP is held back from
 *     Linux 7.2 on; before, it follows the promises inet and dns alone. A UDP server that answers
 *     its clients cannot have rules, since there is none for every port.
 * @param observePaths Whether denials by path and port are recorded too. It costs a few
 *     microseconds for each call that opens, creates, renames or removes a file, for each bind and
 *     connect, and for each datagram that sendto sends to an address.
 * @param audit What mode audit does with what it recorded.
 * @param onUnsupported What to do where the kernel lacks a layer: fail fails the start, warn
 *     enforces the layers that there are and names the missing one.
 * @param health What health says of the lock.
 * @param nativeDir A folder that is tried first where native code needs a file: it must not be
 *     mounted noexec, and others must not be able to change it. A read-only folder serves if it
 *     holds libjnidispatch.so of JNA, and librestrict.so and restrict-referee of restrict-core. As
 *     the system property of the same name it also serves without Spring. For all contexts of a JVM
 *     the first value counts.
 * @param trust Which certificate authorities are trusted, in the place of those of the JDK.
 * @param resolver Which DNS servers are asked, in this order and in the place of those of the
 *     system: each an IP address, with a port where it is not 53. The JVM's own lookups ask them
 *     from Java 18 on, auto-configured Reactor Netty clients always. Names of /etc/hosts are taken
 *     from there, as it is when the application starts.
 * @param resolverOptions How the DNS servers are asked.
 * @param test What applies to tests alone.
 */
@ConfigurationProperties(prefix = "restrict", ignoreUnknownFields = false)
public record RestrictProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("kill") String mode,
    @Nullable List<String> promises,
    @Nullable List<Access> access,
    @Nullable List<Port> ports,
    @DefaultValue("false") boolean observePaths,
    @DefaultValue Audit audit,
    @DefaultValue("fail") String onUnsupported,
    @DefaultValue Health health,
    @Nullable String nativeDir,
    @Nullable Trust trust,
    @Nullable List<String> resolver,
    @DefaultValue ResolverOptions resolverOptions,
    @DefaultValue Test test) {

  /**
   * One entry of {@code restrict.access}.
   *
   * @param path a file, or a directory with everything under it
   * @param flags letters out of {@code crwx}
   */
  public record Access(@Nullable String path, @Nullable String flags) {}

  /**
   * One entry of {@code restrict.ports}.
   *
   * @param port a port; 0 stands for the ports that the kernel chooses
   * @param flags letters out of {@code bc}
   * @param protocol {@code tcp}, {@code udp} or {@code both}
   */
  public record Port(
      @Nullable String port, @Nullable String flags, @DefaultValue("tcp") String protocol) {}

  /**
   * {@code restrict.audit}.
   *
   * @param output The file that mode audit writes what was needed to, when the application ends,
   *     merged with what earlier runs wrote there. Its directory must exist; a relative path counts
   *     from the working directory. Without meaning in other modes.
   */
  public record Audit(@Nullable String output) {}

  /**
   * {@code restrict.health}.
   *
   * @param partial What the health is where on-unsupported is warn and this machine lacks a layer,
   *     or all of them: up, or out-of-service.
   */
  public record Health(@DefaultValue("out-of-service") String partial) {

    /** The values of {@code restrict.health.partial}. */
    public enum Partial {
      UP,
      OUT_OF_SERVICE
    }
  }

  /**
   * What applies to tests alone.
   *
   * @param lock Whether a test locks its JVM for real. By default it rehearses: everything is
   *     validated and compiled, nothing is enforced. Without meaning outside of tests.
   */
  public record Test(@DefaultValue("false") boolean lock) {}

  /**
   * {@code restrict.trust}.
   *
   * @param certificates PEM files with the certificates of the trusted authorities, on the class
   *     path (classpath:) or in the file system (file:). Read once, when the application starts.
   * @param bundle The name of an SSL bundle whose trust store holds the trusted authorities.
   */
  public record Trust(@Nullable List<String> certificates, @Nullable String bundle) {}

  /**
   * {@code restrict.resolver-options}, with the defaults of resolv.conf.
   *
   * @param search Domains in which a name with fewer dots than ndots is looked for first.
   * @param ndots How many dots a name has at least that is looked up as it is before the search
   *     domains.
   * @param timeout How long one server may take to answer.
   * @param attempts How often the servers are asked, all of them each time.
   */
  public record ResolverOptions(
      @DefaultValue List<String> search,
      @DefaultValue("1") int ndots,
      @DefaultValue("5s") Duration timeout,
      @DefaultValue("2") int attempts) {}
}
