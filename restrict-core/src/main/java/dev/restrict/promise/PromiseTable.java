package dev.restrict.promise;

import static dev.restrict.linux.Linux.*;
import static dev.restrict.linux.Linux.__WCLONE;
import static dev.restrict.promise.ArgCheck.equal;
import static dev.restrict.promise.ArgCheck.equalLong;
import static dev.restrict.promise.ArgCheck.isOwnPid;
import static dev.restrict.promise.ArgCheck.masked;
import static dev.restrict.promise.ArgCheck.without;

import dev.restrict.Promise;
import dev.restrict.Protocol;
import dev.restrict.linux.Ioctl;
import dev.restrict.linux.SocketOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The one table of what each promise grants: system calls, conditions on their arguments, implied
 * paths and ports. The filter, the rulesets, the status, the reference page and the hints on denied
 * calls all come from here.
 *
 * <p>The access rights that a path promise unlocks are in {@code dev.restrict.landlock.FsRight}: a
 * filter cannot look at a path, so a call such as {@code openat} passes here by its flags and is
 * judged there by its path.
 *
 * <p>It has the calls of every architecture: one that an architecture lacks is granted to nobody
 * there, and its newer form is granted beside it.
 *
 * <p>Its length is that of the list of promises, and it is in one piece on purpose: whoever reviews
 * what is granted reads it from top to bottom.
 *
 * <p>Sources: pledge(2) of OpenBSD 7.7; the man pages of Linux 6.18; what a JVM needs, measured on
 * JDK 17 and 25.
 */
public final class PromiseTable {

  private static final PromiseEntry FLOOR = floor();
  private static final List<Grant> TRIED = triedCalls();
  private static final Map<Promise, PromiseEntry> ENTRIES = new EnumMap<>(Promise.class);

  static {
    for (Promise promise : Promise.values()) {
      ENTRIES.put(promise, entry(promise));
    }
  }

  private PromiseTable() {}

  /**
   * What a JVM needs even if it may do nothing else: to collect garbage, compile, load its own
   * classes, restrict itself further, and exit.
   */
  public static PromiseEntry jvmFloor() {
    return FLOOR;
  }

  /**
   * What the JVM and its libraries try first, or at the end, and do without: nobody's service ends
   * for it. It is denied and counted as every other call is that no promise grants, but in mode
   * kill it fails with ENOSYS, too.
   */
  public static List<Grant> tried() {
    return TRIED;
  }

  /** What this promise grants on top of the floor. */
  public static PromiseEntry of(Promise promise) {
    return Objects.requireNonNull(ENTRIES.get(promise), promise::name);
  }

  private static PromiseEntry.Builder entry() {
    return new PromiseEntry.Builder();
  }

  private static PromiseEntry floor() {
    int threadFlags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
    int optionalFlags =
        CLONE_SYSVSEM
            | CLONE_SETTLS
            | CLONE_PARENT_SETTID
            | CLONE_CHILD_CLEARTID
            | CLONE_CHILD_SETTID
            | CLONE_DETACHED;
    return entry()
        // Threads. clone3 hides its flags behind a pointer; it is answered ENOSYS and libc falls
        // back to clone.
        .call("clone", masked(0, ~optionalFlags, threadFlags))
        .calls(
            "set_robust_list get_robust_list set_tid_address rseq rseq_slice_yield exit exit_group")
        .calls("sched_yield sched_getaffinity membarrier getcpu")
        .calls("futex futex_waitv futex_wake futex_wait futex_requeue")
        // Memory. The JIT writes into anonymous executable memory; only prot_exec lets a file be
        // mapped executable.
        .call("mmap", without(2, PROT_EXEC))
        .call("mmap", masked(3, MAP_ANONYMOUS, MAP_ANONYMOUS))
        .call("mprotect", without(2, PROT_EXEC))
        .calls("munmap mremap madvise brk mincore msync mbind get_mempolicy")
        .calls("ftruncate fallocate")
        // Signals, to the process itself.
        .calls("rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend")
        .calls("rt_sigtimedwait sigaltstack pause restart_syscall")
        .call("kill", isOwnPid(0))
        .call("tgkill", isOwnPid(0))
        .call("rt_sigqueueinfo", isOwnPid(0))
        .call("rt_tgsigqueueinfo", isOwnPid(0))
        // The process that sent the listener to the referee ends once the filter is in force, and
        // is waited for. It is a clone child; those of the application are not.
        .call("wait4", equal(2, __WCLONE))
        // Time.
        .calls("clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times")
        .calls("getitimer setitimer alarm")
        .calls("timer_create timer_settime timer_gettime timer_getoverrun timer_delete")
        // What is open: read, write, wait.
        .calls("read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek")
        .calls("close close_range fstat fsync fdatasync dup dup2 dup3")
        // To ask what a socket is, as a further lock does for those that are open.
        .calls("getsockname getpeername getsockopt")
        .calls("poll ppoll select pselect6 epoll_ctl epoll_wait epoll_pwait epoll_pwait2")
        .callIn(
            "fcntl",
            1,
            List.of(
                F_DUPFD,
                F_GETFD,
                F_SETFD,
                F_GETFL,
                F_SETFL,
                F_DUPFD_CLOEXEC,
                F_GETPIPE_SZ,
                F_SETPIPE_SZ,
                F_GET_SEALS,
                F_ADD_SEALS))
        .callIn("ioctl", 1, Ioctl.ON_ANY_DESCRIPTOR)
        // Files, to read; which paths is up to the access rules.
        .call("open", without(1, O_ACCMODE | O_CREAT | O_TRUNC | TMPFILE_BIT))
        .call("openat", without(2, O_ACCMODE | O_CREAT | O_TRUNC | TMPFILE_BIT))
        .calls("stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat")
        .calls("getdents getdents64 getcwd statfs fstatfs fadvise64")
        // When it ends, a JVM removes its performance data and what deleteOnExit marked. The filter
        // would end the process for that; which files may go is up to the access rules.
        .calls("unlink")
        .call("unlinkat", equal(0, AT_FDCWD), equal(2, 0))
        // Who and where it is.
        .calls("getpid getppid gettid getuid geteuid getgid getegid getgroups getresuid getresgid")
        .calls("getpgrp getpgid getsid uname sysinfo getrlimit getrusage getrandom")
        .call("prlimit64", equal(0, 0), equalLong(2, 0))
        .call("prlimit64", isOwnPid(0), equalLong(2, 0))
        .callIn(
            "prctl",
            0,
            List.of(
                PR_SET_NAME,
                PR_GET_NAME,
                PR_GET_DUMPABLE,
                PR_GET_SECCOMP,
                PR_SET_NO_NEW_PRIVS,
                PR_GET_NO_NEW_PRIVS,
                PR_SET_VMA))
        // To give up more. Never a listener: the newest one answers, and whoever holds it may say
        // "go on".
        .call(
            "seccomp",
            equal(0, SECCOMP_SET_MODE_FILTER),
            without(1, SECCOMP_FILTER_FLAG_NEW_LISTENER))
        .call("seccomp", equal(0, SECCOMP_GET_ACTION_AVAIL))
        .call("seccomp", equal(0, SECCOMP_GET_NOTIF_SIZES))
        .calls("landlock_create_ruleset landlock_add_rule landlock_restrict_self")
        // What a JVM reads after its start.
        .path(Surroundings.JAVA_HOME, "r", "classes, configuration, time zone rules")
        .path(Surroundings.CLASS_PATH, "r", "classes and resources")
        .path(Surroundings.LINKED, "r", "what links in these lead to, as configuration in /etc")
        .path(Surroundings.PROC_SELF, "r", "threads, memory maps, limits, cgroup of this process")
        .path(Surroundings.PERFORMANCE_DATA, "d", "performance data, removed at the end")
        .path("/sys/fs/cgroup", "r", "the container's limits")
        .path("/sys/devices/system/cpu", "r", "the number of processors")
        .path("/sys/kernel/mm/transparent_hugepage", "r", "page sizes")
        // On aarch64 the JDK's libjpeg reads it at each thread's first image.
        .path("/proc/cpuinfo", "r", "what instructions the processors have")
        .path("/proc/meminfo", "r", "available memory")
        .path("/proc/sys/vm", "r", "overcommit and map limits")
        .path("/proc/sys/kernel", "r", "thread limits")
        .path("/proc/sys/net/core/somaxconn", "r", "the length of an accept queue")
        .path("/usr/share/zoneinfo", "r", "time zones")
        .path("/etc/localtime", "r", "the time zone")
        .path("/etc/timezone", "r", "the time zone")
        .path("/dev/null", "rw", "to read and write nothing")
        .path("/dev/zero", "r", "zeroes")
        .path("/dev/random", "r", "random numbers")
        .path("/dev/urandom", "r", "random numbers")
        .build();
  }

  private static List<Grant> triedCalls() {
    // glibc's resolver, which then takes IPv4 and IPv6 as there.
    return routeSocket(entry())
        // The listener that jcmd and jstack ask for, and glibc's name service cache.
        .call("socket", equal(0, AF_UNIX))
        // InetAddress.isReachable, which goes on with a connection.
        .call("socket", equal(0, AF_INET), type(SOCK_RAW), equal(2, IPPROTO_ICMP))
        .call("socket", equal(0, AF_INET6), type(SOCK_RAW), equal(2, IPPROTO_ICMPV6))
        // Transports, profilers and key caches, when they look for what the kernel has.
        .calls("io_uring_setup userfaultfd perf_event_open keyctl add_key request_key")
        // Servers remove their temporary folders when they stop.
        .calls("rmdir")
        .call("unlinkat", equal(0, AT_FDCWD), equal(2, AT_REMOVEDIR))
        .build()
        .calls();
  }

  private static PromiseEntry entry(Promise promise) {
    return switch (promise) {
      case STDIO ->
          entry()
              .calls("pipe pipe2 eventfd eventfd2 epoll_create epoll_create1 signalfd signalfd4")
              .calls("timerfd_create timerfd_settime timerfd_gettime")
              // Not datagrams: one end of a pair could send to any other UNIX socket.
              .call("socketpair", equal(0, AF_UNIX), type(SOCK_STREAM))
              .calls("sendfile splice tee vmsplice copy_file_range umask shutdown")
              .calls("recvfrom")
              // Only to the peer; sending to an address is granted by inet, unix, dns or route.
              .call("sendto", without(3, MSG_FASTOPEN), equalLong(4, 0))
              .build();
      case RPATH ->
          entry()
              .calls("chdir fchdir readahead cachestat")
              .calls("inotify_init inotify_init1 inotify_add_watch inotify_rm_watch")
              .calls("getxattr lgetxattr fgetxattr getxattrat")
              .calls("listxattr llistxattr flistxattr listxattrat file_getattr")
              .build();
      case WPATH -> writing(entry()).calls("truncate sync_file_range syncfs sync").build();
      case CPATH ->
          creating(entry())
              .calls("creat mkdir mkdirat rmdir unlinkat rename renameat renameat2")
              .calls("link linkat symlink symlinkat")
              .build();
      case DPATH -> {
        int[] types = {S_IFIFO, S_IFCHR, S_IFBLK};
        PromiseEntry.Builder entry = entry();
        for (int type : types) {
          entry.call("mknod", masked(1, S_IFMT, type)).call("mknodat", masked(2, S_IFMT, type));
        }
        yield entry.build();
      }
      case TMPPATH ->
          creating(writing(entry()))
              .calls("creat mkdir mkdirat rmdir unlinkat rename renameat renameat2")
              .path(Surroundings.TMPDIR, "crw", "temporary files")
              .build();
      case INET -> inet();
      case MCAST ->
          entry()
              .callIn("setsockopt", 2, SocketOption.IP_MEMBERSHIP, equal(1, SOL_IP))
              .callIn("setsockopt", 2, SocketOption.IPV6_MEMBERSHIP, equal(1, SOL_IPV6))
              .build();
      case FATTR ->
          entry()
              .calls("chmod fchmod fchmodat fchmodat2 utime utimes futimesat utimensat")
              .calls("setxattr lsetxattr fsetxattr setxattrat")
              .calls("removexattr lremovexattr fremovexattr removexattrat file_setattr")
              .callIn("ioctl", 1, Ioctl.FILE_ATTRIBUTES)
              .build();
      case CHOWN -> entry().calls("chown fchown lchown fchownat").build();
      case FLOCK ->
          entry()
              .calls("flock")
              .callIn(
                  "fcntl",
                  1,
                  List.of(F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW))
              .build();
      case UNIX ->
          entry()
              .call("socket", equal(0, AF_UNIX))
              .calls("bind connect listen accept accept4")
              .call("sendto", without(3, MSG_FASTOPEN))
              .callIn("setsockopt", 2, SocketOption.SOCKET, equal(1, SOL_SOCKET))
              .build();
      case DNS -> dns();
      case GETPW ->
          entry()
              .refuseQuietly("socket", equal(0, AF_UNIX))
              .path("/etc/passwd", "r", "users")
              .path("/etc/group", "r", "groups")
              .path("/etc/nsswitch.conf", "r", "where users and groups are looked up")
              .build();
      case SENDFD ->
          entry()
              .call("sendmsg", without(2, MSG_FASTOPEN))
              .call("sendmmsg", without(3, MSG_FASTOPEN))
              .build();
      case RECVFD -> entry().calls("recvmsg recvmmsg").build();
      case TAPE ->
          writing(entry())
              .callIn("ioctl", 1, Ioctl.TAPE)
              .path("/dev/st*", "rwi", "tape drives")
              .path("/dev/nst*", "rwi", "tape drives")
              .build();
      case TTY ->
          writing(entry())
              .callIn("ioctl", 1, Ioctl.TERMINAL)
              .path("/dev/tty", "rwi", "the terminal")
              .path("/dev/pts", "rwi", "pseudo-terminals")
              .path("/dev/ptmx", "rwi", "pseudo-terminals")
              .path("/dev/console", "rwi", "the console")
              .build();
      case PROC ->
          entry()
              .call(
                  "clone",
                  without(
                      0,
                      NAMESPACE_FLAGS
                          | CLONE_PTRACE
                          | CLONE_PARENT
                          | CLONE_UNTRACED
                          | CLONE_THREAD))
              .calls("fork vfork wait4 waitid setpgid setsid")
              .calls("kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo")
              .calls("pidfd_open pidfd_send_signal")
              .call("prctl", equal(0, PR_SET_PDEATHSIG))
              .build();
      case EXEC ->
          entry()
              // Not execveat: an empty path would execute a descriptor, past every path rule.
              .calls("execve arch_prctl")
              // The loader of a dynamic program maps its libraries as executable, under this same
              // filter: without it, only a static program could start.
              .calls("mmap")
              .path("${java.home}/lib/jspawnhelper", "rx", "what ProcessBuilder executes first")
              .path(Surroundings.LOADERS, "rx", "the interpreter of every dynamic program")
              .path(Surroundings.LIBRARIES, "r", "the libraries of programs")
              // The kernel opens a program for reading to execute it; the rules say which may be
              // executed.
              .path("/bin", "r", "programs")
              .path("/sbin", "r", "programs")
              .path("/usr/bin", "r", "programs")
              .path("/usr/sbin", "r", "programs")
              .path("/usr/local/bin", "r", "programs")
              .build();
      case PROT_EXEC ->
          entry()
              .calls("mmap mprotect pkey_mprotect pkey_alloc pkey_free")
              .path(Surroundings.LIBRARIES, "r", "native libraries")
              .build();
      case SETTIME -> entry().calls("settimeofday clock_settime adjtimex clock_adjtime").build();
      case PS -> entry().path("/proc", "r", "the processes of the system").build();
      case VMINFO ->
          entry()
              .path("/proc/stat", "r", "processor times")
              .path("/proc/vmstat", "r", "memory statistics")
              .path("/proc/loadavg", "r", "the load")
              .path("/proc/uptime", "r", "the time since boot")
              .path("/proc/diskstats", "r", "disk statistics")
              .path("/proc/swaps", "r", "swap space")
              .path("/proc/pressure", "r", "stall information")
              .path("/proc/zoneinfo", "r", "memory zones")
              .path("/sys/devices/system", "r", "processors and memory nodes")
              .path("/sys/block", "r", "disks")
              .build();
      case ID ->
          entry()
              .calls("setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid")
              .calls("setgroups setpriority getpriority setrlimit prlimit64")
              .calls("sched_setaffinity sched_getparam sched_setparam sched_getscheduler")
              .calls("sched_setscheduler sched_getattr sched_setattr ioprio_get ioprio_set")
              .calls("sched_get_priority_max sched_get_priority_min sched_rr_get_interval")
              .build();
      case PF, UNVEIL, ERROR -> entry().build();
      case ROUTE -> netlink(entry()).build();
      case WROUTE -> netlink(entry()).callIn("ioctl", 1, Ioctl.ROUTES).build();
      case AUDIO ->
          writing(entry())
              .call("ioctl", masked(1, 0xff00, 'A' << 8))
              .call("ioctl", masked(1, 0xff00, 'U' << 8))
              .call("ioctl", masked(1, 0xff00, 'S' << 8))
              .call("ioctl", masked(1, 0xff00, 'W' << 8))
              .path("/dev/snd", "rwi", "sound devices")
              .path("/dev/dsp*", "rwi", "sound devices")
              .path("/proc/asound", "r", "sound cards")
              .build();
      case VIDEO ->
          writing(entry())
              .call("ioctl", masked(1, 0xff00, 'V' << 8))
              .call("ioctl", masked(1, 0xff00, 'd' << 8))
              .call("ioctl", masked(1, 0xff00, '|' << 8))
              .path("/dev/video*", "rwi", "cameras")
              .path("/dev/media*", "rwi", "media controllers")
              .path("/dev/dri", "rwi", "graphics devices")
              .path("/sys/class/video4linux", "r", "cameras")
              .build();
      case BPF ->
          entry()
              .call("socket", equal(0, AF_PACKET))
              .calls("bind recvmsg recvmmsg")
              .call("sendto", without(3, MSG_FASTOPEN))
              .callIn("setsockopt", 2, SocketOption.FILTER, equal(1, SOL_SOCKET))
              .call("setsockopt", equal(1, SOL_PACKET))
              .callIn("ioctl", 1, Ioctl.INTERFACES)
              .build();
      case CAPABILITIES ->
          entry()
              .calls("capget capset")
              .callIn(
                  "prctl",
                  0,
                  List.of(
                      PR_CAPBSET_READ,
                      PR_CAPBSET_DROP,
                      PR_GET_SECUREBITS,
                      PR_SET_SECUREBITS,
                      PR_CAP_AMBIENT))
              .build();
      case NAMESPACES -> {
        PromiseEntry.Builder entry =
            entry()
                .calls("unshare setns sethostname setdomainname chroot fchroot pivot_root")
                .calls("mount umount2 mount_setattr move_mount open_tree open_tree_attr")
                .calls("fsopen fsconfig fsmount fspick");
        // A child in a new namespace; an ordinary child is up to proc.
        int never = CLONE_PTRACE | CLONE_PARENT | CLONE_UNTRACED | CLONE_THREAD;
        for (int flags = NAMESPACE_FLAGS; flags != 0; flags &= flags - 1) {
          int one = flags & -flags;
          entry.call("clone", masked(0, one | never, one));
        }
        yield entry.build();
      }
    };
  }

  /** To open for writing what exists. */
  private static PromiseEntry.Builder writing(PromiseEntry.Builder entry) {
    return entry
        .call("open", without(1, O_CREAT | TMPFILE_BIT))
        .call("openat", without(2, O_CREAT | TMPFILE_BIT));
  }

  /**
   * To create by opening; whether the file may also be written is a separate right, checked by
   * path.
   */
  private static PromiseEntry.Builder creating(PromiseEntry.Builder entry) {
    return entry
        .call("open", masked(1, O_CREAT, O_CREAT))
        .call("open", masked(1, TMPFILE_BIT, TMPFILE_BIT))
        .call("openat", masked(2, O_CREAT, O_CREAT))
        .call("openat", masked(2, TMPFILE_BIT, TMPFILE_BIT));
  }

  private static PromiseEntry inet() {
    PromiseEntry.Builder entry = entry();
    for (int family : List.of(AF_INET, AF_INET6)) {
      for (int protocol : new int[] {0, IPPROTO_TCP}) {
        entry.call("socket", equal(0, family), type(SOCK_STREAM), equal(2, protocol));
      }
      for (int protocol : new int[] {0, IPPROTO_UDP}) {
        entry.call("socket", equal(0, family), type(SOCK_DGRAM), equal(2, protocol));
      }
      // Landlock's port rules know only TCP, so when there are port rules, the other stream
      // protocols are refused here.
      for (int protocol : new int[] {IPPROTO_MPTCP, IPPROTO_SCTP}) {
        entry.callWithoutPorts("socket", equal(0, family), type(SOCK_STREAM), equal(2, protocol));
      }
    }
    return options(entry)
        .calls("bind connect listen accept accept4 recvmsg recvmmsg")
        // MSG_FASTOPEN connects without a call to connect, past the port rules.
        .call("sendto", without(3, MSG_FASTOPEN))
        .call("sendmsg", without(2, MSG_FASTOPEN))
        .call("sendmmsg", without(3, MSG_FASTOPEN))
        .callIn("ioctl", 1, Ioctl.INTERFACES)
        .build();
  }

  private static PromiseEntry dns() {
    PromiseEntry.Builder entry = entry();
    for (int family : List.of(AF_INET, AF_INET6)) {
      entry.call("socket", equal(0, family), type(SOCK_DGRAM), equal(2, 0));
      entry.call("socket", equal(0, family), type(SOCK_DGRAM), equal(2, IPPROTO_UDP));
      entry.call("socket", equal(0, family), type(SOCK_STREAM), equal(2, 0));
      entry.call("socket", equal(0, family), type(SOCK_STREAM), equal(2, IPPROTO_TCP));
    }
    return netlink(options(entry))
        .call("sendmmsg", without(3, MSG_FASTOPEN))
        // glibc asks a name service cache first, and can do without one.
        .refuseQuietly("socket", equal(0, AF_UNIX))
        .port(53, Protocol.TCP, "c", "DNS servers")
        .port(53, Protocol.UDP, "c", "DNS servers")
        // Where BIND_UDP is judged, a port that the kernel chooses counts as port 0. To sort
        // addresses, glibc connects to port 0 of each and sends nothing.
        .port(0, Protocol.UDP, "bc", "the port of a question; sorting addresses")
        .path("/etc/resolv.conf", "r", "the system's DNS servers")
        .path("/etc/hosts", "r", "names without DNS")
        .path("/etc/host.conf", "r", "how names are resolved")
        .path("/etc/nsswitch.conf", "r", "where names are looked up")
        .path("/etc/gai.conf", "r", "the order of addresses")
        .path("/etc/services", "r", "names of ports")
        .path("/etc/protocols", "r", "names of protocols")
        .build();
  }

  private static PromiseEntry.Builder options(PromiseEntry.Builder entry) {
    return entry
        .callIn("setsockopt", 2, SocketOption.SOCKET, equal(1, SOL_SOCKET))
        .callIn("setsockopt", 2, SocketOption.TCP, equal(1, SOL_TCP))
        .callIn("setsockopt", 2, SocketOption.UDP, equal(1, SOL_UDP))
        .callIn("setsockopt", 2, SocketOption.IP, equal(1, SOL_IP))
        .callIn("setsockopt", 2, SocketOption.IPV6, equal(1, SOL_IPV6));
  }

  /**
   * The resolver of glibc also asks for addresses through netlink. Anybody may read there; changing
   * something takes CAP_NET_ADMIN.
   */
  private static PromiseEntry.Builder netlink(PromiseEntry.Builder entry) {
    return routeSocket(entry)
        .calls("bind connect recvmsg")
        .call("sendto", without(3, MSG_FASTOPEN))
        .call("sendmsg", without(2, MSG_FASTOPEN))
        .call("setsockopt", equal(1, SOL_NETLINK));
  }

  private static PromiseEntry.Builder routeSocket(PromiseEntry.Builder entry) {
    return entry
        .call("socket", equal(0, AF_NETLINK), type(SOCK_RAW), equal(2, NETLINK_ROUTE))
        .call("socket", equal(0, AF_NETLINK), type(SOCK_DGRAM), equal(2, NETLINK_ROUTE));
  }

  private static ArgCheck type(int type) {
    return masked(1, SOCK_TYPE_MASK, type);
  }
}
