package dev.restrict.linux;

/**
 * Constants of the kernel's user interface that the table names, spelled as the kernel spells them
 * (x86-64).
 */
public final class Linux {

  private Linux() {}

  // fcntl.h
  public static final int O_ACCMODE = 03;
  public static final int O_CREAT = 0100;
  public static final int O_TRUNC = 01000;
  public static final int TMPFILE_BIT = 020000000; // __O_TMPFILE
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
  public static final int F_SETPIPE_SZ = 1031;
  public static final int F_GETPIPE_SZ = 1032;
  public static final int F_ADD_SEALS = 1033;
  public static final int F_GET_SEALS = 1034;

  // stat.h
  public static final int S_IFMT = 0170000;
  public static final int S_IFIFO = 0010000;
  public static final int S_IFCHR = 0020000;
  public static final int S_IFBLK = 0060000;

  // mman.h
  public static final int PROT_EXEC = 4;
  public static final int MAP_ANONYMOUS = 0x20;

  // sched.h
  public static final int CLONE_VM = 0x100;
  public static final int CLONE_FS = 0x200;
  public static final int CLONE_FILES = 0x400;
  public static final int CLONE_SIGHAND = 0x800;
  public static final int CLONE_PTRACE = 0x2000;
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

  // seccomp.h
  public static final int SECCOMP_SET_MODE_FILTER = 1;
  public static final int SECCOMP_GET_ACTION_AVAIL = 2;
  public static final int SECCOMP_GET_NOTIF_SIZES = 3;
  public static final int SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3;

  // prctl.h
  public static final int PR_SET_PDEATHSIG = 1;
  public static final int PR_GET_DUMPABLE = 3;
  public static final int PR_SET_NAME = 15;
  public static final int PR_GET_NAME = 16;
  public static final int PR_GET_SECCOMP = 21;
  public static final int PR_CAPBSET_READ = 23;
  public static final int PR_CAPBSET_DROP = 24;
  public static final int PR_GET_SECUREBITS = 27;
  public static final int PR_SET_SECUREBITS = 28;
  public static final int PR_SET_NO_NEW_PRIVS = 38;
  public static final int PR_GET_NO_NEW_PRIVS = 39;
  public static final int PR_CAP_AMBIENT = 47;
  public static final int PR_SET_VMA = 0x53564d41;

  // socket.h
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int AF_NETLINK = 16;
  public static final int AF_PACKET = 17;
  public static final int SOCK_TYPE_MASK = 0xf;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int IPPROTO_TCP = 6;
  public static final int IPPROTO_UDP = 17;
  public static final int IPPROTO_SCTP = 132;
  public static final int IPPROTO_MPTCP = 262;
  public static final int NETLINK_ROUTE = 0;
  public static final int MSG_FASTOPEN = 0x20000000;

  // the levels of setsockopt
  public static final int SOL_IP = 0;
  public static final int SOL_SOCKET = 1;
  public static final int SOL_TCP = 6;
  public static final int SOL_UDP = 17;
  public static final int SOL_IPV6 = 41;
  public static final int SOL_PACKET = 263;
  public static final int SOL_NETLINK = 270;

  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 01;
  public static final int SO_TYPE = 3;
  public static final int SO_PEERCRED = 17;
  public static final int SO_ACCEPTCONN = 30;
  public static final int SO_PROTOCOL = 38;
  public static final int SO_DOMAIN = 39;
}
