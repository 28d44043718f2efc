package dev.restrict;

import dev.restrict.text.Nearest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a process keeps when it gives up the rest, in the words of OpenBSD's {@code pledge(2)} and
 * of the Go library {@code catinello.eu/restrict}. What each of them grants is in one table, {@code
 * dev.restrict.promise.PromiseTable}, and on the generated page {@code docs/promises.md}.
 */
public enum Promise {
  STDIO("Pipes, socket pairs, event descriptors and I/O on descriptors that are already open."),
  RPATH("Read files and directories."),
  WPATH("Write and truncate existing files."),
  CPATH("Create, rename, link and remove files and directories."),
  DPATH("Create FIFOs and device nodes."),
  TMPPATH("Create, read, write and remove files under java.io.tmpdir."),
  INET("IPv4 and IPv6 sockets: TCP and UDP, as client and as server."),
  MCAST("Join and leave multicast groups."),
  FATTR("Change modes, times, extended attributes and flags of files."),
  CHOWN("Change the owner and group of files."),
  FLOCK("Lock files."),
  UNIX("UNIX domain sockets."),
  DNS("Resolve names: UDP and TCP to port 53, and the files of the resolver."),
  GETPW("Read the user and group databases."),
  SENDFD("Send descriptors over UNIX domain sockets."),
  RECVFD("Receive descriptors over UNIX domain sockets."),
  TAPE("Control tape drives (/dev/st*, /dev/nst*)."),
  TTY("Read, write and control terminals."),
  PROC("Create child processes and signal other processes."),
  EXEC("Execute programs."),
  PROT_EXEC("Map files as executable: load native libraries."),
  SETTIME("Set the system's clocks."),
  PS("Read other processes' entries in /proc."),
  VMINFO("Read the system's memory, CPU and disk statistics."),
  ID("Change user and group ids, priorities and resource limits."),
  PF("Packet filter control: OpenBSD alone has it; empty on Linux."),
  ROUTE("Read the routing table, links and addresses by netlink."),
  WROUTE("Change the routing table, links and addresses by netlink."),
  AUDIO("Use sound devices (/dev/snd)."),
  VIDEO("Use video devices (/dev/video*, /dev/dri)."),
  BPF("Packet capture: packet sockets and classic socket filters."),
  UNVEIL("Call access() and accessLock() after syscalls()."),
  ERROR(
      "Not a grant: mode error, so a denied call fails with ENOSYS and is counted instead of killing the process."),
  CAPABILITIES("Read and change the capabilities of threads. Linux only."),
  NAMESPACES("Create and enter namespaces, mount and pivot the root. Linux only.");

  private final String summary;

  Promise(String summary) {
    this.summary = summary;
  }

  /** The word for it in a promise list, such as {@code rpath}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One sentence on what it is for. */
  public String summary() {
    return summary;
  }

  @Override
  public String toString() {
    return word();
  }

  /**
   * The promises of a list separated by white space, in the list's order.
   *
   * @throws RestrictException if a word is no promise; the message names it and the nearest one
   */
  public static Set<Promise> parse(String promises) {
    return Arrays.stream(promises.trim().split("\\s+"))
        .filter(word -> !word.isEmpty())
        .map(Promise::of)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The promise that a word names.
   *
   * @throws RestrictException if there is none; the message names it and the nearest one
   */
  public static Promise of(String word) {
    for (Promise promise : values()) {
      if (promise.word().equals(word)) {
        return promise;
      }
    }
    List<String> words = Arrays.stream(values()).map(Promise::word).toList();
    throw new UnknownPromiseException(
        word, Nearest.to(word.toLowerCase(Locale.ROOT), words), words);
  }
}
