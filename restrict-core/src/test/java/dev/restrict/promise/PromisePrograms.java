package dev.restrict.promise;

import com.sun.jna.Memory;
import dev.restrict.Promise;
import dev.restrict.Restrict;
import dev.restrict.landlock.NetRight;
import dev.restrict.testing.DnsServer;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.CommunicationException;
import javax.naming.directory.InitialDirContext;

/**
 * For every promise a program that needs it: what it does for real, and what else it needs anyway.
 * With the promise each of its steps succeeds, without it each is refused.
 */
final class PromisePrograms {

  /** How a program without the promise fails. */
  enum Without {
    /** By the filter: ENOSYS. */
    ENOSYS("ENOSYS|error=38|Function not implemented"),
    /** By Landlock: EACCES. */
    EACCES("AccessDenied|Permission denied|EACCES"),
    /** By the filter; the removal of a file, which every JVM makes at its end, by Landlock. */
    ENOSYS_OR_EACCES("ENOSYS|Function not implemented|AccessDenied"),
    /** The dynamic loader says it in its own words. */
    NOT_MAPPED("failed to map segment|Function not implemented|ENOSYS"),
    /** By this library, which says what is missing. */
    SAID("needs the promise unveil"),
    /** By SIGSYS. */
    KILLED(""),
    /** Not at all, for the promise is empty on Linux. */
    NOTHING("");

    private final String pattern;

    Without(String pattern) {
      this.pattern = pattern;
    }

    String pattern() {
      return pattern;
    }
  }

  /** One thing that a program does. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  /** Collects the steps; what it does itself comes before the lock. */
  @FunctionalInterface
  interface Preparation {
    void prepare(Path folder, Map<String, Step> steps) throws Exception;
  }

  /**
   * A program.
   *
   * @param base the promises that it needs besides
   * @param without how it fails without the promise
   * @param preparation made before the lock
   */
  record Program(String base, Without without, Preparation preparation) {}

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private static final Map<Promise, Program> TABLE = new EnumMap<>(Promise.class);

  private PromisePrograms() {}

  static Map<Promise, Program> table() {
    return TABLE;
  }

  private static void add(Promise promise, String base, Without without, Preparation preparation) {
    TABLE.put(promise, new Program(base, without, preparation));
  }

  static {
    add(
        Promise.STDIO,
        "",
        Without.ENOSYS,
        (folder, steps) -> {
          steps.put("pipe", PromisePrograms::pipe);
          steps.put("socket pair", () -> socketPair());
          steps.put("event descriptor", () -> Sys.require("eventfd2", 0, 0));
        });
    add(
        Promise.RPATH,
        "stdio",
        Without.EACCES,
        (folder, steps) -> {
          Path file = Files.writeString(folder.resolve("file"), "text");
          steps.put("read a file", () -> expect("text", Files.readString(file)));
          steps.put("list a directory", () -> list(folder));
        });
    add(
        Promise.WPATH,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> {
          Path file = Files.writeString(folder.resolve("file"), "text");
          steps.put("write", () -> Files.writeString(file, "more", StandardOpenOption.WRITE));
          steps.put(
              "truncate", () -> Files.writeString(file, "", StandardOpenOption.TRUNCATE_EXISTING));
        });
    add(
        Promise.CPATH,
        "stdio wpath",
        Without.ENOSYS_OR_EACCES,
        (folder, steps) -> {
          Path old = Files.writeString(folder.resolve("old"), "text");
          Path gone = Files.writeString(folder.resolve("gone"), "text");
          Files.createDirectory(folder.resolve("inside"));
          steps.put("create", () -> Files.writeString(folder.resolve("new"), "text"));
          steps.put("make a directory", () -> Files.createDirectory(folder.resolve("made")));
          steps.put("rename", () -> Files.move(old, folder.resolve("inside/renamed")));
          steps.put(
              "replace",
              () -> {
                Path next = Files.writeString(folder.resolve("next"), "text");
                Files.move(
                    next,
                    folder.resolve("last"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
              });
          steps.put("link", () -> Files.createLink(folder.resolve("link"), gone));
          steps.put("symbolic link", () -> Files.createSymbolicLink(folder.resolve("sym"), gone));
          steps.put("delete", () -> Files.delete(gone));
        });
    add(
        Promise.DPATH,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> {
          steps.put(
              "FIFO",
              () -> {
                Path fifo = folder.resolve("fifo");
                Sys.require("mknod", path(fifo), 0010600, 0);
                expect(true, Files.readAttributes(fifo, "isOther").get("isOther"));
              });
          // A character device 1:3, the same as /dev/null: for root only.
          steps.put(
              "device",
              () -> {
                Object name = path(folder.resolve("device"));
                if (ROOT) {
                  Sys.require("mknodat", Sys.AT_FDCWD, name, 0020600, 0x103);
                } else {
                  Sys.reaches(Sys.EPERM, "mknodat", Sys.AT_FDCWD, name, 0020600, 0x103);
                }
              });
        });
    add(
        Promise.TMPPATH,
        "stdio",
        Without.ENOSYS,
        (folder, steps) ->
            steps.put(
                "temporary file",
                () -> {
                  Path file = Files.createTempFile("promise", ".tmp");
                  Files.writeString(file, "text");
                  expect("text", Files.readString(file));
                  Files.delete(file);
                }));
    add(
        Promise.INET,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> {
          steps.put("TCP", PromisePrograms::tcp);
          steps.put("UDP", PromisePrograms::udp);
        });
    add(
        Promise.MCAST,
        "stdio inet",
        Without.ENOSYS,
        (folder, steps) -> {
          NetworkInterface lo = NetworkInterface.getByInetAddress(LOOPBACK);
          InetAddress four = InetAddress.getByName("239.1.2.3");
          InetAddress six = InetAddress.getByName("ff01::1234");
          steps.put("IPv4", () -> multicast(StandardProtocolFamily.INET, four, lo));
          if (lo.inetAddresses().anyMatch(address -> !(address instanceof Inet4Address))) {
            steps.put("IPv6", () -> multicast(StandardProtocolFamily.INET6, six, lo));
          }
        });
    add(
        Promise.FATTR,
        "stdio rpath",
        Without.ENOSYS,
        (folder, steps) -> {
          Path file = Files.writeString(folder.resolve("file"), "text");
          steps.put(
              "mode",
              () ->
                  Files.setPosixFilePermissions(
                      file, PosixFilePermissions.fromString("rw-------")));
          steps.put("times", () -> Files.setLastModifiedTime(file, FileTime.fromMillis(1000)));
        });
    add(
        Promise.CHOWN,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> {
          Path file = Files.writeString(folder.resolve("file"), "text");
          Object own = Files.getAttribute(file, "unix:uid");
          steps.put("owner", () -> Files.setAttribute(file, "unix:uid", ROOT ? 65534 : own));
          steps.put("group", () -> Sys.require("chown", path(file), -1, ROOT ? 65534 : -1));
        });
    add(
        Promise.FLOCK,
        "stdio wpath",
        Without.ENOSYS,
        (folder, steps) -> {
          Path file = Files.writeString(folder.resolve("file"), "text");
          FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE);
          steps.put(
              "lock a range",
              () -> {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                  channel.lock(0, 1, false).release();
                }
              });
          steps.put("try", () -> open.tryLock(2, 1, false).release());
        });
    add(
        Promise.UNIX,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> steps.put("listen and connect", () -> unix(folder.resolve("socket"))));
    add(Promise.DNS, "stdio", Without.ENOSYS, PromisePrograms::dns);
    add(
        Promise.GETPW,
        "stdio",
        Without.EACCES,
        (folder, steps) -> {
          steps.put("users", () -> Files.readString(Path.of("/etc/passwd")));
          steps.put("groups", () -> Files.readString(Path.of("/etc/group")));
        });
    add(
        Promise.SENDFD,
        "stdio recvfd",
        Without.ENOSYS,
        (folder, steps) -> {
          int[] pair = socketPair();
          int file = openForReading(Files.writeString(folder.resolve("file"), "text"));
          steps.put(
              "send",
              () -> {
                sendDescriptor(pair[0], file);
                expectText("text", receiveDescriptor(pair[1]));
              });
        });
    add(
        Promise.RECVFD,
        "stdio sendfd",
        Without.ENOSYS,
        (folder, steps) -> {
          int[] pair = socketPair();
          int file = openForReading(Files.writeString(folder.resolve("file"), "text"));
          sendDescriptor(pair[0], file);
          steps.put("receive", () -> expectText("text", receiveDescriptor(pair[1])));
        });
    add(Promise.TAPE, "stdio", Without.ENOSYS, request("MTIOCGET", 0x80306d02L));
    add(Promise.AUDIO, "stdio", Without.ENOSYS, request("SNDRV_PCM_IOCTL_PVERSION", 0x80044100L));
    add(Promise.VIDEO, "stdio", Without.ENOSYS, request("VIDIOC_QUERYCAP", 0x80685600L));
    add(
        Promise.TTY,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> {
          int master = (int) Sys.require("openat", Sys.AT_FDCWD, string("/dev/ptmx"), 2, 0);
          Memory size = Sys.zeroes(8);
          steps.put("window size", () -> Sys.require("ioctl", master, 0x5413, size));
          steps.put("pseudo-terminal", PromisePrograms::terminal);
        });
    add(
        Promise.PROC,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> {
          Process other = new ProcessBuilder("sleep", "120").start();
          steps.put(
              "signal another process",
              () -> {
                Sys.require("kill", other.pid(), 0);
                Sys.require("kill", other.pid(), 15);
                other.waitFor();
              });
          steps.put(
              "child",
              () -> {
                int sigchld = 17;
                long pid = Sys.require("clone", sigchld, 0, 0, 0, 0);
                if (pid == 0) {
                  Sys.call("exit_group", 7);
                }
                Memory status = Sys.zeroes(4);
                Sys.require("wait4", pid, status, 0, null);
                expect(7 << 8, status.getInt(0));
              });
        });
    add(
        Promise.EXEC,
        "stdio proc",
        Without.ENOSYS,
        (folder, steps) -> {
          steps.put(
              "a program", () -> expect(0, new ProcessBuilder("/bin/true").start().waitFor()));
          steps.put(
              "a shell",
              () -> {
                Process shell =
                    new ProcessBuilder("/bin/sh", "-c", "echo text | cat")
                        .redirectErrorStream(true)
                        .start();
                String output =
                    new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                expect("text\n0", output + shell.waitFor());
              });
        });
    add(
        Promise.PROT_EXEC,
        "stdio",
        Without.NOT_MAPPED,
        (folder, steps) -> {
          Path library = unloadedLibrary();
          int file = openForReading(library);
          long page = Sys.require("mmap", 0, 4096, 3, 0x22, -1, 0); // read, write; anonymous
          steps.put("load a library", () -> System.load(library.toString()));
          steps.put("map a file", () -> Sys.require("mmap", 0, 4096, 5, 2, file, 0));
          steps.put("change a page", () -> Sys.require("mprotect", page, 4096, 5));
        });
    add(
        Promise.SETTIME,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> {
          Memory timex = Sys.zeroes(208); // modes 0: to read only
          Memory never = Sys.zeroes(16);
          never.setLong(8, -1);
          steps.put("adjtimex", () -> Sys.require("adjtimex", timex));
          steps.put("clock_settime", () -> Sys.reaches(Sys.EINVAL, "clock_settime", 0, never));
        });
    add(
        Promise.PS,
        "stdio",
        Without.EACCES,
        (folder, steps) -> {
          steps.put("read another's", () -> Files.readString(Path.of("/proc/1/stat")));
          steps.put("list", () -> list(Path.of("/proc")));
        });
    add(
        Promise.VMINFO,
        "stdio",
        Without.EACCES,
        (folder, steps) -> {
          for (String file :
              List.of("/proc/stat", "/proc/loadavg", "/proc/vmstat", "/proc/uptime")) {
            steps.put(file, () -> Files.readString(Path.of(file)));
          }
        });
    add(
        Promise.ID,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> {
          Memory limit = Sys.zeroes(16);
          Sys.require("prlimit64", 0, 7, null, limit);
          steps.put("user ids", () -> Sys.require("setresuid", -1, -1, -1));
          steps.put("limits", () -> Sys.require("prlimit64", 0, 7, limit, null));
          steps.put(
              "priority",
              () -> {
                long nice = 20 - Sys.require("getpriority", 0, 0);
                Sys.require("setpriority", 0, 0, nice);
              });
        });
    // OpenBSD's packet filter has no like on Linux: the promise grants nothing.
    add(
        Promise.PF,
        "stdio",
        Without.NOTHING,
        (folder, steps) -> steps.put("pipe", PromisePrograms::pipe));
    add(
        Promise.ROUTE,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> steps.put("list links", PromisePrograms::listLinks));
    add(
        Promise.WROUTE,
        "stdio inet",
        Without.ENOSYS,
        (folder, steps) -> {
          int socket = (int) Sys.require("socket", 2, 2, 0);
          steps.put(
              "SIOCADDRT without a route",
              () -> Sys.reaches(Sys.EFAULT, "ioctl", socket, 0x890b, null));
          Memory route = routeToNowhere();
          steps.put(
              "add a route and delete it",
              () -> {
                // Where it takes a capability that this user has not, the kernel says so.
                Sys.reaches(Sys.EPERM, "ioctl", socket, 0x890b, route);
                Sys.reaches(Sys.EPERM, "ioctl", socket, 0x890c, route);
              });
          steps.put("netlink socket", () -> Sys.require("socket", 16, 3 | 02000000, 0));
        });
    add(Promise.BPF, "stdio", Without.ENOSYS, PromisePrograms::capture);
    add(
        Promise.UNVEIL,
        "stdio rpath",
        Without.SAID,
        (folder, steps) -> {
          Path inside = Files.createDirectory(folder.resolve("inside"));
          Files.writeString(inside.resolve("file"), "text");
          Path outside = Files.writeString(folder.resolve("outside"), "text");
          steps.put(
              "accessLock",
              () -> {
                Restrict.access(inside, "r");
                Restrict.accessLock();
                expect("text", Files.readString(inside.resolve("file")));
                try {
                  Files.readString(outside);
                } catch (IOException e) {
                  return;
                }
                throw new AssertionError("read " + outside);
              });
        });
    add(
        Promise.ERROR,
        "",
        Without.KILLED,
        (folder, steps) ->
            steps.put("survive a denied call", () -> expect(-38L, Sys.call("socket", 2, 1, 0))));
    add(
        Promise.CAPABILITIES,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> {
          Memory header = Sys.zeroes(8);
          header.setInt(0, 0x20080522); // _LINUX_CAPABILITY_VERSION_3
          Memory data = Sys.zeroes(24);
          Sys.require("capget", header, data);
          steps.put("read", () -> Sys.require("capget", header, data));
          steps.put("set the same", () -> Sys.require("capset", header, data));
          steps.put("bounding set", () -> Sys.require("prctl", 23, 0, 0, 0, 0));
        });
    add(
        Promise.NAMESPACES,
        "stdio",
        Without.ENOSYS,
        (folder, steps) -> {
          int cloneNewuts = 0x04000000;
          if (ROOT) {
            Memory name = string("elsewhere");
            steps.put(
                "host name of one's own",
                () -> {
                  Sys.require("unshare", cloneNewuts);
                  Sys.require("sethostname", name, 9);
                });
          } else {
            steps.put("unshare", () -> Sys.reaches(Sys.EPERM, "unshare", cloneNewuts));
          }
          steps.put("chroot", () -> Sys.reaches(2, "chroot", string("/no/such")));
        });
  }

  private static void expect(Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new AssertionError("expected " + expected + ", found " + found);
    }
  }

  private static Memory string(String text) {
    return Sys.string(text);
  }

  private static Memory path(Path path) {
    return string(path.toString());
  }

  private static void list(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      expect(true, entries.findAny().isPresent());
    }
  }

  private static int openForReading(Path file) {
    return (int) Sys.require("openat", Sys.AT_FDCWD, path(file), 0, 0);
  }

  private static void pipe() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.sink().write(ByteBuffer.wrap(new byte[] {42}));
    ByteBuffer read = ByteBuffer.allocate(1);
    pipe.source().read(read);
    expect((byte) 42, read.get(0));
  }

  private static int[] socketPair() {
    Memory pair = Sys.zeroes(8);
    Sys.require("socketpair", 1, 1, 0, pair);
    return pair.getIntArray(0, 2);
  }

  private static void tcp() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket client = new Socket(LOOPBACK, server.getLocalPort());
        Socket accepted = server.accept()) {
      client.setTcpNoDelay(true);
      client.setKeepAlive(true);
      client.getOutputStream().write(42);
      expect(42, accepted.getInputStream().read());
    }
  }

  private static void udp() throws IOException {
    try (DatagramSocket server = new DatagramSocket(0, LOOPBACK);
        DatagramSocket client = new DatagramSocket()) {
      server.setSoTimeout(10_000);
      client.send(new DatagramPacket(new byte[] {42}, 1, LOOPBACK, server.getLocalPort()));
      DatagramPacket packet = new DatagramPacket(new byte[1], 1);
      server.receive(packet);
      expect((byte) 42, packet.getData()[0]);
    }
  }

  private static void multicast(
      StandardProtocolFamily family, InetAddress group, NetworkInterface lo) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open(family)) {
      channel.bind(new InetSocketAddress(0));
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, lo);
      var key = channel.join(group, lo);
      if (family == StandardProtocolFamily.INET6) {
        key.drop(); // a machine may have no route for more
        return;
      }
      int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      channel.send(ByteBuffer.wrap(new byte[] {42}), new InetSocketAddress(group, port));
      channel.socket().setSoTimeout(10_000);
      DatagramPacket packet = new DatagramPacket(new byte[1], 1);
      channel.socket().receive(packet);
      expect((byte) 42, packet.getData()[0]);
      key.drop();
    }
  }

  private static void unix(Path path) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      try (SocketChannel client = SocketChannel.open(address);
          SocketChannel accepted = server.accept()) {
        client.write(ByteBuffer.wrap(new byte[] {42}));
        ByteBuffer read = ByteBuffer.allocate(1);
        accepted.read(read);
        expect((byte) 42, read.get(0));
      }
    }
  }

  /** A server that knows one answer, and the JDK's two ways to ask. */
  @SuppressWarnings({"BanJNDI", "JdkObsolete"}) // the JDK asks a DNS server by JNDI alone
  private static void dns(Path folder, Map<String, Step> steps) throws Exception {
    DnsServer server = new DnsServer().add("name.example.", 60, "A", "192.0.2.1");
    // Where UDP is judged, dns reaches port 53 alone, and no server of this process could answer.
    boolean judged =
        Sys.call("landlock_create_ruleset", null, 0, 1) >= NetRight.CONNECT_SEND_UDP.abi();
    // Its classes, and the configuration of the system's servers.
    Class.forName("com.sun.jndi.dns.DnsContextFactory");
    steps.put(
        "ask a server",
        () -> {
          Hashtable<String, String> settings = new Hashtable<>();
          settings.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
          settings.put(
              "java.naming.provider.url", "dns://" + (judged ? "127.0.0.1:53" : server.server()));
          settings.put("com.sun.jndi.dns.timeout.initial", "5000");
          settings.put("com.sun.jndi.dns.timeout.retries", "1");
          try {
            String answer =
                new InitialDirContext(settings)
                    .getAttributes("name.example", new String[] {"A"})
                    .get("A")
                    .get()
                    .toString();
            expect("192.0.2.1", answer);
          } catch (CommunicationException e) {
            // Nobody is there: the question was asked.
            if (!judged || !(e.getRootCause() instanceof PortUnreachableException)) {
              throw e;
            }
          }
        });
    steps.put(
        "ask by UDP",
        () -> {
          try (DatagramSocket client = new DatagramSocket()) {
            client.setSoTimeout(10_000);
            client.connect(LOOPBACK, judged ? 53 : server.port());
            client.send(new DatagramPacket(QUERY, QUERY.length));
            if (!judged) {
              client.receive(new DatagramPacket(new byte[512], 512));
            }
          }
        });
    steps.put("ask for addresses by netlink", () -> Sys.require("socket", 16, 3, 0));
  }

  /** Id 1, recursion desired, one question: the address of {@code a}. */
  private static final byte[] QUERY = {0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 1, 0, 1};

  /** A message of one byte with a descriptor as its freight. */
  private static Memory message(Memory control) {
    Memory data = Sys.zeroes(17);
    data.setPointer(0, data.share(16));
    data.setLong(8, 1);
    Memory message = new KeepAlive(56, data, control);
    message.setPointer(16, data);
    message.setLong(24, 1);
    message.setPointer(32, control);
    message.setLong(40, control.size());
    return message;
  }

  /** Memory that other memory is pointed to from. */
  private static final class KeepAlive extends Memory {
    private final List<Memory> others;

    KeepAlive(long size, Memory... others) {
      super(size);
      clear();
      this.others = List.of(others);
    }

    @Override
    public String toString() {
      return super.toString() + others;
    }
  }

  private static void sendDescriptor(int socket, int descriptor) {
    Memory control = Sys.zeroes(24);
    control.setLong(0, 20);
    control.setInt(8, 1); // SOL_SOCKET
    control.setInt(12, 1); // SCM_RIGHTS
    control.setInt(16, descriptor);
    Sys.require("sendmsg", socket, message(control), 0);
  }

  private static int receiveDescriptor(int socket) {
    Memory control = Sys.zeroes(24);
    Sys.require("recvmsg", socket, message(control), 0);
    expect(1, control.getInt(12));
    return control.getInt(16);
  }

  private static void expectText(String text, int descriptor) {
    Memory read = Sys.zeroes(text.length() + 1);
    Sys.require("read", descriptor, read, text.length());
    expect(text, read.getString(0));
  }

  /** A device's request on what is no such device: the kernel, once it is asked, says ENOTTY. */
  private static Preparation request(String name, long number) {
    return (folder, steps) -> {
      int device = openForReading(Path.of("/dev/null"));
      Memory answer = Sys.zeroes(256);
      steps.put(name, () -> Sys.reaches(Sys.ENOTTY, "ioctl", device, number, answer));
    };
  }

  private static void terminal() {
    long master = Sys.require("openat", Sys.AT_FDCWD, string("/dev/ptmx"), 0402, 0);
    Memory number = Sys.zeroes(4);
    Sys.require("ioctl", master, 0x40045431, number); // TIOCSPTLCK: unlock
    Sys.require("ioctl", master, 0x80045430L, number); // TIOCGPTN
    long terminal =
        Sys.require("openat", Sys.AT_FDCWD, string("/dev/pts/" + number.getInt(0)), 0402, 0);
    Memory settings = Sys.zeroes(64);
    Sys.require("ioctl", terminal, 0x5401, settings); // TCGETS
    Sys.require("ioctl", terminal, 0x5402, settings); // TCSETS
    Sys.require("write", master, string("a\n"), 2);
    Memory read = Sys.zeroes(3);
    Sys.require("read", terminal, read, 2);
    expect("a\n", read.getString(0));
  }

  /** A library of the JDK that a small program has not loaded. */
  private static Path unloadedLibrary() throws IOException {
    Path libraries = Path.of(System.getProperty("java.home"), "lib").toRealPath();
    String maps = Files.readString(Path.of("/proc/self/maps"));
    for (String name : List.of("librmi.so", "libprefs.so", "libj2pcsc.so", "libsctp.so")) {
      Path library = libraries.resolve(name);
      if (Files.exists(library) && !maps.contains(name)) {
        return library;
      }
    }
    throw new AssertionError("no library in " + libraries);
  }

  private static void listLinks() {
    long socket = Sys.require("socket", 16, 3 | 02000000, 0);
    Memory address = Sys.zeroes(12);
    address.setShort(0, (short) 16);
    Sys.require("bind", socket, address, 12);
    Memory request = Sys.zeroes(32);
    request.setInt(0, 32);
    request.setShort(4, (short) 18); // RTM_GETLINK
    request.setShort(6, (short) 0x301); // NLM_F_REQUEST | NLM_F_DUMP
    Sys.require("sendto", socket, request, 32, 0, address, 12);
    Memory reply = Sys.zeroes(65536);
    long length = Sys.require("recvfrom", socket, reply, 65536, 0, null, null);
    expect((short) 16, reply.getShort(4)); // RTM_NEWLINK
    String bytes = new String(reply.getByteArray(0, (int) length), StandardCharsets.ISO_8859_1);
    expect(true, bytes.contains("lo\0"));
  }

  /** A struct rtentry: one address of those set aside for documentation, by the loopback device. */
  private static Memory routeToNowhere() {
    Memory device = string("lo");
    Memory route = new KeepAlive(120, device);
    route.setShort(8, (short) 2);
    route.setByte(12, (byte) 192);
    route.setByte(14, (byte) 2);
    route.setByte(15, (byte) (1 + ProcessHandle.current().pid() % 250));
    route.setShort(24, (short) 2);
    route.setShort(40, (short) 2);
    route.setInt(44, -1);
    route.setShort(56, (short) 5); // RTF_UP | RTF_HOST
    route.setPointer(88, device);
    return route;
  }

  private static void capture(Path folder, Map<String, Step> steps) {
    int[] pair = socketPair();
    Memory all = Sys.zeroes(8); // ret 0xffff: let everything in
    all.setShort(0, (short) 6);
    all.setInt(4, 0xffff);
    Memory program = Sys.zeroes(16);
    program.setShort(0, (short) 1);
    program.setPointer(8, all);
    steps.put("filter", () -> Sys.require("setsockopt", pair[0], 1, 26, program, 16));
    int packets = 0x0300; // ETH_P_ALL in network order
    if (!ROOT) {
      steps.put("packet socket", () -> Sys.reaches(Sys.EPERM, "socket", 17, 3, packets));
      return;
    }
    steps.put(
        "capture",
        () -> {
          long socket = Sys.require("socket", 17, 3, packets);
          Memory name = Sys.zeroes(40);
          name.setString(0, "lo");
          Sys.require("ioctl", socket, 0x8933, name); // SIOCGIFINDEX
          Memory address = Sys.zeroes(20);
          address.setShort(0, (short) 17);
          address.setShort(2, (short) packets);
          address.setInt(4, name.getInt(16));
          Sys.require("bind", socket, address, 20);
          Sys.require("setsockopt", socket, 1, 26, program, 16);
          Memory frame = Sys.zeroes(64);
          frame.setShort(12, (short) 0xb588); // a protocol for experiments
          Sys.require("sendto", socket, frame, 64, 0, address, 20);
          Sys.require("recvmsg", socket, message(Sys.zeroes(24)), 0);
        });
  }

  static Map<String, Step> steps(Promise promise, Path folder) throws Exception {
    Map<String, Step> steps = new LinkedHashMap<>();
    TABLE.get(promise).preparation().prepare(folder, steps);
    return steps;
  }
}
