package dev.restrict.audit.explanation;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Calls that do the same kind of thing, in words.
 *
 * @param calls the kernel's names
 * @param what what they do, after "The call openat"
 * @param who who makes them, after "In a JVM it usually comes from"
 */
record CallGroup(Set<String> calls, String what, String who) {

  private static CallGroup group(String calls, String what, String who) {
    return new CallGroup(Set.of(calls.split(" ")), what, who);
  }

  private static final CallGroup OTHER =
      group(
          "other",
          "is a call that an ordinary service has no use for",
          "nothing that this library knows of; look for a native library, an agent or an attack");

  /** The first group that has a call is its group. */
  private static final List<CallGroup> GROUPS =
      List.of(
          group(
              "execve execveat",
              "replaces the process by another program",
              "ProcessBuilder and Runtime.exec, in the child that they have just made"),
          group(
              "clone clone3 fork vfork",
              "makes a thread or a child process",
              "Thread.start for a thread; ProcessBuilder and Runtime.exec for a process"),
          group(
              "wait4 waitid setpgid setsid pidfd_open pidfd_send_signal kill tkill tgkill"
                  + " rt_sigqueueinfo rt_tgsigqueueinfo",
              "waits for, groups or signals processes",
              "Process.waitFor, Process.destroy and ProcessHandle; signals within the process"
                  + " also by blocking I/O that is interrupted"),
          group(
              "open openat openat2",
              "opens a file, and creates it where the flags say so",
              "FileInputStream and FileOutputStream, Files, FileChannel, class loaders, loggers"),
          group(
              "creat mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat"
                  + " symlink symlinkat",
              "creates, renames, links or removes files and folders",
              "Files and File: createDirectories, delete, move; rolling log files, multipart"
                  + " uploads, temporary files"),
          group(
              "truncate ftruncate fallocate sync sync_file_range syncfs fsync fdatasync msync",
              "sizes files or forces them to the disk",
              "FileChannel, RandomAccessFile and embedded databases"),
          group(
              "mknod mknodat",
              "makes a named pipe or a device node",
              "almost nothing in Java; a shell script or a native library"),
          group(
              "stat lstat fstat newfstatat statx access faccessat faccessat2 readlink readlinkat"
                  + " getdents getdents64 getcwd statfs fstatfs chdir fchdir",
              "looks at files and folders or changes the working folder",
              "Files.exists, Files.list, File.length, the disk space metric; changing folder"
                  + " only by ProcessBuilder.directory"),
          group(
              "inotify_init inotify_init1 inotify_add_watch inotify_rm_watch",
              "watches folders for changes",
              "WatchService: configuration that reloads, SSL bundles with reload-on-update,"
                  + " devtools"),
          group(
              "getxattr lgetxattr fgetxattr getxattrat listxattr llistxattr flistxattr listxattrat"
                  + " file_getattr readahead cachestat fadvise64",
              "reads extended attributes or advises the page cache",
              "Files.copy with COPY_ATTRIBUTES and UserDefinedFileAttributeView"),
          group(
              "chmod fchmod fchmodat fchmodat2 utime utimes futimesat utimensat setxattr lsetxattr"
                  + " fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat"
                  + " file_setattr umask",
              "changes the mode, the times or the attributes of a file",
              "Files.setPosixFilePermissions, File.setLastModified, Files.copy with"
                  + " COPY_ATTRIBUTES, archive tools"),
          group(
              "chown fchown lchown fchownat",
              "changes the owner of a file",
              "Files.setOwner and archive tools"),
          group("flock", "locks a file", "FileChannel.lock, embedded databases such as H2, Lucene"),
          group(
              "socket socketpair",
              "makes a socket",
              "ServerSocket, Socket, SocketChannel, the web server, connection pools and HTTP"
                  + " clients; glibc too, to look up names"),
          group(
              "bind listen accept accept4",
              "makes a socket a server's and takes its connections",
              "the web server: Tomcat, Jetty, Netty"),
          group(
              "connect",
              "connects a socket to a server",
              "connection pools, HTTP clients, and glibc to reach DNS servers"),
          group(
              "sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg shutdown sendfile splice tee"
                  + " vmsplice copy_file_range",
              "moves data over a socket or between descriptors",
              "every connection of the web server and of clients; Files.copy and"
                  + " FileChannel.transferTo"),
          group(
              "getsockname getpeername getsockopt setsockopt",
              "reads or sets options of a socket",
              "the web server and clients, once for each connection"),
          group(
              "mmap mprotect pkey_mprotect pkey_alloc pkey_free munmap mremap madvise brk mincore"
                  + " mbind get_mempolicy",
              "maps memory, or a file into memory",
              "the garbage collector and the JIT; for a file that is mapped executable,"
                  + " System.load of a native library"),
          group(
              "ioctl fcntl",
              "asks a driver or a descriptor for something that its second argument names",
              "sockets and terminals; NetworkInterface; file locks of FileChannel"),
          group(
              "prctl arch_prctl capget capset seccomp landlock_create_ruleset landlock_add_rule"
                  + " landlock_restrict_self",
              "changes what the thread may do or how it is treated",
              "the start of a program or a thread, and this library"),
          group(
              "setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups"
                  + " setpriority getpriority setrlimit prlimit64 sched_setaffinity sched_getparam"
                  + " sched_setparam sched_getscheduler sched_setscheduler sched_getattr"
                  + " sched_setattr ioprio_get ioprio_set sched_get_priority_max"
                  + " sched_get_priority_min sched_rr_get_interval",
              "changes the user, the priorities or the limits of the process",
              "thread priorities where -XX:ThreadPriorityPolicy asks for them; Netty's and other"
                  + " native libraries' thread affinity"),
          group(
              "settimeofday clock_settime adjtimex clock_adjtime",
              "sets the clock of the machine",
              "nothing in a JVM"),
          group(
              "unshare setns sethostname setdomainname chroot fchroot pivot_root mount umount2"
                  + " mount_setattr move_mount open_tree open_tree_attr fsopen fsconfig fsmount"
                  + " fspick",
              "makes namespaces or mounts file systems",
              "container tools, never a service"),
          group(
              "pipe pipe2 eventfd eventfd2 epoll_create epoll_create1 epoll_ctl epoll_wait"
                  + " epoll_pwait epoll_pwait2 poll ppoll select pselect6 signalfd signalfd4"
                  + " timerfd_create timerfd_settime timerfd_gettime",
              "makes or waits for pipes, events and timers",
              "NIO selectors: the web server and every asynchronous client"),
          group(
              "io_uring_setup io_uring_enter io_uring_register",
              "makes I/O past the system call filter",
              "Netty's io_uring transport; configure epoll or NIO instead"),
          group(
              "ptrace process_vm_readv process_vm_writev pidfd_getfd kcmp",
              "looks into another process",
              "debuggers and profilers"),
          group(
              "bpf perf_event_open userfaultfd keyctl add_key request_key init_module"
                  + " finit_module delete_module kexec_load kexec_file_load open_by_handle_at"
                  + " memfd_create",
              "reaches deep into the kernel",
              "profilers and agents; of services only attackers"),
          group(
              "read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek close"
                  + " close_range dup dup2 dup3",
              "reads or writes what is open",
              "everything"),
          group(
              "futex futex_waitv futex_wake futex_wait futex_requeue set_robust_list"
                  + " get_robust_list set_tid_address rseq rseq_slice_yield exit exit_group sched_yield"
                  + " sched_getaffinity membarrier getcpu restart_syscall rt_sigaction"
                  + " rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait"
                  + " sigaltstack pause",
              "runs threads, locks and signals",
              "the JVM itself"),
          group(
              "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times"
                  + " getitimer setitimer alarm timer_create timer_settime timer_gettime"
                  + " timer_getoverrun timer_delete",
              "reads the time or waits for it",
              "the JVM itself and everything that sleeps"),
          group(
              "getpid getppid gettid getuid geteuid getgid getegid getgroups getresuid getresgid"
                  + " getpgrp getpgid getsid uname sysinfo getrlimit getrusage getrandom",
              "asks who and where the process is",
              "the JVM itself, SecureRandom and metrics"));

  static CallGroup of(String syscall) {
    return known(syscall).orElse(OTHER);
  }

  /** The group that names a call, if one does. */
  static Optional<CallGroup> known(String syscall) {
    return GROUPS.stream().filter(group -> group.calls.contains(syscall)).findFirst();
  }
}
