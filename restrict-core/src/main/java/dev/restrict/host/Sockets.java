package dev.restrict.host;

import com.sun.jna.Memory;
import dev.restrict.PortFlag;
import dev.restrict.PortRule;
import dev.restrict.Protocol;
import dev.restrict.judge.Judge;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.landlock.NetRight;
import dev.restrict.linux.Linux;
import dev.restrict.linux.SocketAddress;
import dev.restrict.linux.Structs;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What an open socket is, asked of the socket itself: getsockopt(2), getsockname(2) and
 * getpeername(2), a few calls each, whatever else is open on the machine.
 */
final class Sockets {

  private final SystemCalls calls;
  private final Memory value = new Memory(Structs.SOCKADDR_STORAGE_SIZE);
  private final Memory size = new Memory(4);

  Sockets(SystemCalls calls) {
    this.calls = calls;
  }

  /** The rule that lets a server's port be bound; empty for a socket that serves none. */
  Optional<PortRule> served(int fd) {
    return protocol(fd)
        .flatMap(
            protocol -> {
              OptionalInt port = localPort(fd);
              boolean serves =
                  protocol == Protocol.TCP
                      ? option(fd, Linux.SO_ACCEPTCONN) == 1
                      : port.orElse(0) != 0 && port.getAsInt() < PortRule.EPHEMERAL;
              return serves && port.isPresent()
                  ? Optional.of(new PortRule(port.getAsInt(), Set.of(PortFlag.BIND), protocol))
                  : Optional.empty();
            });
  }

  /** Why a socket reaches outside the policy; empty if it does not, or was closed meanwhile. */
  Optional<String> reason(int fd, Judge judge) {
    int family = option(fd, Linux.SO_DOMAIN);
    int type = option(fd, Linux.SO_TYPE);
    if (family == Linux.AF_UNIX) {
      return unix(fd);
    }
    if (family == Linux.AF_PACKET) {
      return Optional.of("an open packet socket");
    }
    if (family != Linux.AF_INET && family != Linux.AF_INET6) {
      return Optional.empty();
    }
    String six = family == Linux.AF_INET6 ? "6" : "";
    return switch (type) {
      case Linux.SOCK_STREAM -> stream(fd, judge);
      case Linux.SOCK_DGRAM ->
          judge.judges(Protocol.UDP) && protocol(fd).isPresent()
              ? datagrams(fd, judge)
              : Optional.of("an open udp%s socket".formatted(six));
      default -> Optional.of("an open raw%s socket".formatted(six));
    };
  }

  private Optional<String> stream(int fd, Judge judge) {
    String protocol = protocol(fd).map(Protocol::toString).orElse("stream");
    OptionalInt local = localPort(fd);
    if (local.isEmpty() || local.getAsInt() == 0) {
      return Optional.empty(); // bound to nothing and connected to nothing
    }
    boolean mayBind = judge.bind(Protocol.TCP, local.getAsInt()).isEmpty();
    if (option(fd, Linux.SO_ACCEPTCONN) == 1) {
      return mayBind
          ? Optional.empty()
          : Optional.of(
              "listens on %s port %d, which no rule grants".formatted(protocol, local.getAsInt()));
    }
    OptionalInt remote = port(fd, "getpeername");
    if (remote.isEmpty() || mayBind || judge.connect(Protocol.TCP, remote.getAsInt()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "a %s connection from port %d to port %d, which no rule grants"
            .formatted(protocol, local.getAsInt(), remote.getAsInt()));
  }

  /**
   * A UDP socket receives on its port, and may go on sending to the address that it is connected
   * to: both were judged when they were made. Sending to another address is judged each time.
   */
  private Optional<String> datagrams(int fd, Judge judge) {
    OptionalInt local = localPort(fd);
    if (local.isEmpty() || local.getAsInt() == 0) {
      return Optional.empty(); // bound to nothing and connected to nothing
    }
    OptionalInt remote = port(fd, "getpeername");
    if (remote.isPresent()) {
      return judge.connect(Protocol.UDP, remote.getAsInt()).isEmpty()
          ? Optional.empty()
          : Optional.of(
              "a UDP socket connected from port %d to port %d, which no rule grants"
                  .formatted(local.getAsInt(), remote.getAsInt()));
    }
    return judge.bind(Protocol.UDP, local.getAsInt()).isEmpty()
        ? Optional.empty()
        : Optional.of("receives on UDP port %d, which no rule grants".formatted(local.getAsInt()));
  }

  /** A UNIX socket that has a name, or another process at its other end. */
  private Optional<String> unix(int fd) {
    String name = address(fd, "getsockname").map(SocketAddress::text).orElse("");
    if (!name.isEmpty()) {
      return Optional.of("a UNIX socket at " + name);
    }
    size.setInt(0, Structs.UCRED_SIZE);
    long result = calls.call("getsockopt", fd, Linux.SOL_SOCKET, Linux.SO_PEERCRED, value, size);
    int pid = result == 0 ? value.getInt(Structs.UCRED_PID) : 0;
    return pid == 0 || pid == ProcessHandle.current().pid()
        ? Optional.empty()
        : Optional.of("a UNIX socket connected to process " + pid);
  }

  /** By which port rules know the socket; empty if they do not. */
  private Optional<Protocol> protocol(int fd) {
    return NetRight.judgedAs(option(fd, Linux.SO_TYPE), option(fd, Linux.SO_PROTOCOL));
  }

  private OptionalInt localPort(int fd) {
    return port(fd, "getsockname");
  }

  private OptionalInt port(int fd, String call) {
    return address(fd, call)
        .filter(SocketAddress.Inet.class::isInstance)
        .map(address -> OptionalInt.of(((SocketAddress.Inet) address).port()))
        .orElse(OptionalInt.empty());
  }

  private Optional<SocketAddress> address(int fd, String call) {
    size.setInt(0, Structs.SOCKADDR_STORAGE_SIZE);
    if (calls.call(call, fd, value, size) < 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[Structs.SOCKADDR_STORAGE_SIZE];
    value.read(0, bytes, 0, Structs.SOCKADDR_STORAGE_SIZE);
    return Optional.of(
        SocketAddress.parse(
            Arrays.copyOf(bytes, Math.min(size.getInt(0), Structs.SOCKADDR_STORAGE_SIZE))));
  }

  /** An option of SOL_SOCKET that is an int; -1 if the descriptor is no longer a socket. */
  private int option(int fd, int option) {
    size.setInt(0, 4);
    return calls.call("getsockopt", fd, Linux.SOL_SOCKET, option, value, size) == 0
        ? value.getInt(0)
        : -1;
  }
}
