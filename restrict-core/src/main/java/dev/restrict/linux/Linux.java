package dev.restrict.linux;

/**
 * Constants of the kernel's user interface, by header and spelled as the kernel spells them. They
 * are the same on every architecture of {@link Arch}, which holds those that differ.
 */
public final class Linux {

  private Linux() {}

  // fcntl.h
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 01;
  public static final int O_RDWR = 02;
  public static final int O_ACCMODE = 03;
  public static final int O_CREAT = 0100;
  public static final int O_EXCL = 0200;
  public static final int O_TRUNC = 01000;
  public static final int O_CLOEXEC = 02000000;
  public static final int O_PATH = 010000000;
  public static final int TMPFILE_BIT = 020000000; // __O_TMPFILE: O_TMPFILE without O_DIRECTORY
  public static final int F_DUPFD = 0;
  public static final int F_GETFD = 1;
  public static final int F_SETFD = 2;
  public static final int F_GETFL = 3;
  public static final int F_SETFL = 4;
  public static final int F_GETLK = 5;
  public static final int F_SETLK = 6;
  public static final int F_SETLKW = 7;
  public static final int F_OFD_GETLK = 36;
  public static final int F_OFD_SETLK = 37;
  public static final int F_OFD_SETLKW = 38;
  public static final int F_DUPFD_CLOEXEC = 1030;
  public static final int F_SETLEASE = 1024;
  public static final int F_RDLCK = 0;
  public static final int F_UNLCK = 2;
  public static final int F_SETPIPE_SZ = 1031;
  public static final int F_GETPIPE_SZ = 1032;
  public static final int F_ADD_SEALS = 1033;
  public static final int F_GET_SEALS = 1034;
  public static final int F_SEAL_SEAL = 1;
  public static final int F_SEAL_SHRINK = 2;
  public static final int F_SEAL_GROW = 4;
  public static final int F_SEAL_FUTURE_WRITE = 16; // Linux 5.1
  public static final int AT_FDCWD = -100;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_SYMLINK_FOLLOW = 0x400;

  // fs.h
  public static final int RENAME_NOREPLACE = 1;
  public static final int RENAME_EXCHANGE = 2;

  // stat.h
  public static final int S_IFMT = 0170000;
  public static final int S_IFIFO = 0010000;
  public static final int S_IFCHR = 0020000;
  public static final int S_IFDIR = 0040000;
  public static final int S_IFBLK = 0060000;
  public static final int S_IFREG = 0100000;
  public static final int S_IFLNK = 0120000;
  public static final int S_IFSOCK = 0140000;
  public static final int STATX_BTIME = 0x800;

  // mman.h
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int PROT_EXEC = 4;
  public static final int MAP_SHARED = 1;
  public static final int MAP_PRIVATE = 2;
  public static final int MAP_ANONYMOUS = 0x20;

  // memfd.h
  public static final int MFD_CLOEXEC = 1;
  public static final int MFD_ALLOW_SEALING = 2;
  public static final int MFD_NOEXEC_SEAL = 8; // Linux 6.3
  public static final int MFD_EXEC = 0x10; // Linux 6.3

  // sched.h
  public static final int CLONE_VM = 0x100;
  public static final int CLONE_FS = 0x200;
  public static final int CLONE_FILES = 0x400;
  public static final int CLONE_SIGHAND = 0x800;
  public static final int CLONE_PTRACE = 0x2000;
  public static final int CLONE_VFORK = 0x4000;
  public static final int CLONE_PARENT = 0x8000;
  public static final int CLONE_THREAD = 0x10000;
  public static final int CLONE_NEWNS = 0x20000;
  public static final int CLONE_SYSVSEM = 0x40000;
  public static final int CLONE_SETTLS = 0x80000;
  public static final int CLONE_PARENT_SETTID = 0x100000;
  public static final int CLONE_CHILD_CLEARTID = 0x200000;
  public static final int CLONE_DETACHED = 0x400000;
  public static final int CLONE_UNTRACED = 0x800000;
  public static final int CLONE_CHILD_SETTID = 0x1000000;
  public static final int CLONE_NEWCGROUP = 0x2000000;
  public static final int CLONE_NEWUTS = 0x4000000;
  public static final int CLONE_NEWIPC = 0x8000000;
  public static final int CLONE_NEWUSER = 0x10000000;
  public static final int CLONE_NEWPID = 0x20000000;
  public static final int CLONE_NEWNET = 0x40000000;
  public static final int NAMESPACE_FLAGS =
      CLONE_NEWNS
          | CLONE_NEWCGROUP
          | CLONE_NEWUTS
          | CLONE_NEWIPC
          | CLONE_NEWUSER
          | CLONE_NEWPID
          | CLONE_NEWNET;

  // wait.h, poll.h, futex.h, signal.h
  public static final int WNOHANG = 1;
  public static final int __WCLONE = 0x8000_0000;
  public static final int POLLIN = 1;
  public static final int FUTEX_WAIT = 0;
  public static final int FUTEX_WAKE = 1;
  public static final int SIGSYS = 31;
  public static final int SIGRTMAX = 64;

  // capability.h
  public static final int CAP_SYS_PTRACE = 19;

  // seccomp.h
  public static final int SECCOMP_MODE_FILTER = 2;
  public static final int SECCOMP_SET_MODE_FILTER = 1;
  public static final int SECCOMP_GET_ACTION_AVAIL = 2;
  public static final int SECCOMP_GET_NOTIF_SIZES = 3;
  public static final int SECCOMP_FILTER_FLAG_TSYNC = 1;
  public static final int SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3; // Linux 5.0
  public static final int SECCOMP_FILTER_FLAG_TSYNC_ESRCH = 1 << 4; // Linux 5.7
  public static final int SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 1 << 5; // Linux 5.19
  public static final int LISTENER_FLAGS =
      SECCOMP_FILTER_FLAG_TSYNC
          | SECCOMP_FILTER_FLAG_NEW_LISTENER
          | SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
  public static final int SECCOMP_RET_KILL_PROCESS = 0x8000_0000;
  public static final int SECCOMP_RET_KILL_THREAD = 0x0000_0000;
  public static final int SECCOMP_RET_TRAP = 0x0003_0000;
  public static final int SECCOMP_RET_ERRNO = 0x0005_0000;
  public static final int SECCOMP_RET_USER_NOTIF = 0x7fc0_0000;
  public static final int SECCOMP_RET_LOG = 0x7ffc_0000;
  public static final int SECCOMP_RET_ALLOW = 0x7fff_0000;
  public static final int SECCOMP_RET_ACTION_FULL = 0xffff_0000;
  public static final int SECCOMP_RET_DATA = 0x0000_ffff;
  public static final int MAX_ERRNO = 4095; // err.h: a greater one is cut down to this

  // bpf_common.h and filter.h
  public static final int BPF_LD = 0x00;
  public static final int BPF_ALU = 0x04;
  public static final int BPF_JMP = 0x05;
  public static final int BPF_RET = 0x06;
  public static final int BPF_W = 0x00;
  public static final int BPF_ABS = 0x20;
  public static final int BPF_AND = 0x50;
  public static final int BPF_JA = 0x00;
  public static final int BPF_JEQ = 0x10;
  public static final int BPF_JGE = 0x30;
  public static final int BPF_JSET = 0x40;
  public static final int BPF_K = 0x00;
  public static final int BPF_MAXINSNS = 4096;

  // landlock.h
  public static final int LANDLOCK_CREATE_RULESET_VERSION = 1;
  public static final int LANDLOCK_CREATE_RULESET_ERRATA = 1 << 1;
  public static final int LANDLOCK_RESTRICT_SELF_TSYNC = 1 << 3; // ABI 8, Linux 7.0
  public static final int LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS = 1 << 4; // ABI 11, Linux 7.3
  public static final int LANDLOCK_RULE_PATH_BENEATH = 1;
  public static final int LANDLOCK_RULE_NET_PORT = 2;
  public static final long LANDLOCK_ACCESS_FS_EXECUTE = 1L << 0;
  public static final long LANDLOCK_ACCESS_FS_WRITE_FILE = 1L << 1;
  public static final long LANDLOCK_ACCESS_FS_READ_FILE = 1L << 2;
  public static final long LANDLOCK_ACCESS_FS_READ_DIR = 1L << 3;
  public static final long LANDLOCK_ACCESS_FS_REMOVE_DIR = 1L << 4;
  public static final long LANDLOCK_ACCESS_FS_REMOVE_FILE = 1L << 5;
  public static final long LANDLOCK_ACCESS_FS_MAKE_CHAR = 1L << 6;
  public static final long LANDLOCK_ACCESS_FS_MAKE_DIR = 1L << 7;
  public static final long LANDLOCK_ACCESS_FS_MAKE_REG = 1L << 8;
  public static final long LANDLOCK_ACCESS_FS_MAKE_SOCK = 1L << 9;
  public static final long LANDLOCK_ACCESS_FS_MAKE_FIFO = 1L << 10;
  public static final long LANDLOCK_ACCESS_FS_MAKE_BLOCK = 1L << 11;
  public static final long LANDLOCK_ACCESS_FS_MAKE_SYM = 1L << 12;
  public static final long LANDLOCK_ACCESS_FS_REFER = 1L << 13;
  public static final long LANDLOCK_ACCESS_FS_TRUNCATE = 1L << 14;
  public static final long LANDLOCK_ACCESS_FS_IOCTL_DEV = 1L << 15;
  public static final long LANDLOCK_ACCESS_FS_RESOLVE_UNIX = 1L << 16;
  public static final long LANDLOCK_ACCESS_NET_BIND_TCP = 1L << 0;
  public static final long LANDLOCK_ACCESS_NET_CONNECT_TCP = 1L << 1;
  public static final long LANDLOCK_ACCESS_NET_BIND_UDP = 1L << 2; // ABI 10, Linux 7.2
  public static final long LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP = 1L << 3;
  public static final long LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET = 1L << 0;
  public static final long LANDLOCK_SCOPE_SIGNAL = 1L << 1;

  // prctl.h
  public static final int PR_SET_PDEATHSIG = 1;
  public static final int PR_GET_DUMPABLE = 3;
  public static final int PR_SET_DUMPABLE = 4;
  public static final int PR_SET_KEEPCAPS = 8;
  public static final int PR_SET_NAME = 15;
  public static final int PR_GET_NAME = 16;
  public static final int PR_GET_SECCOMP = 21;
  public static final int PR_SET_SECCOMP = 22;
  public static final int PR_CAPBSET_READ = 23;
  public static final int PR_CAPBSET_DROP = 24;
  public static final int PR_GET_SECUREBITS = 27;
  public static final int PR_SET_SECUREBITS = 28;
  public static final int PR_SET_NO_NEW_PRIVS = 38;
  public static final int PR_GET_NO_NEW_PRIVS = 39;
  public static final int PR_CAP_AMBIENT = 47;
  public static final int PR_SVE_SET_VL = 50;
  public static final int PR_SVE_GET_VL = 51;
  public static final int PR_SET_VMA = 0x53564d41;

  // socket.h, in.h, netlink.h and tcp.h
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int AF_NETLINK = 16;
  public static final int AF_PACKET = 17;
  public static final int SOCK_TYPE_MASK = 0xf;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int SOCK_SEQPACKET = 5;
  public static final int SOCK_NONBLOCK = 04000;
  public static final int SOCK_CLOEXEC = 02000000;
  public static final int IPPROTO_IP = 0;
  public static final int IPPROTO_ICMP = 1;
  public static final int IPPROTO_TCP = 6;
  public static final int IPPROTO_UDP = 17;
  public static final int IPPROTO_ICMPV6 = 58;
  public static final int IPPROTO_SCTP = 132;
  public static final int IPPROTO_MPTCP = 262;
  public static final int NETLINK_ROUTE = 0;
  public static final int MSG_FASTOPEN = 0x20000000;
  public static final int TCP_ULP = 31;
  public static final int SO_TYPE = 3;
  public static final int SO_PEERCRED = 17;
  public static final int SO_ACCEPTCONN = 30;
  public static final int SO_PROTOCOL = 38;
  public static final int SO_DOMAIN = 39;

  // the levels of setsockopt
  public static final int SOL_IP = 0;
  public static final int SOL_SOCKET = 1;
  public static final int SOL_TCP = 6;
  public static final int SOL_UDP = 17;
  public static final int SOL_IPV6 = 41;
  public static final int SOL_PACKET = 263;
  public static final int SOL_NETLINK = 270;
}
