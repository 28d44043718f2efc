package dev.restrict.linux;

import java.util.List;

/**
 * Requests of ioctl(2), by what they are for. {@code TIOCSTI}, which types into a terminal, is in
 * none.
 */
public final class Ioctl {

  private Ioctl() {}

  public static final List<Integer> ON_ANY_DESCRIPTOR =
      List.of(
          0x541b, // FIONREAD
          0x5421, // FIONBIO
          0x5450, // FIONCLEX
          0x5451, // FIOCLEX
          0x5401 // TCGETS, by which isatty asks
          );

  public static final List<Integer> TERMINAL =
      List.of(
          0x5402, // TCSETS
          0x5403, // TCSETSW
          0x5404, // TCSETSF
          0x5409, // TCSBRK
          0x540a, // TCXONC
          0x540b, // TCFLSH
          0x540f, // TIOCGPGRP
          0x5410, // TIOCSPGRP
          0x5411, // TIOCOUTQ
          0x5413, // TIOCGWINSZ
          0x5414, // TIOCSWINSZ
          0x5429, // TIOCGSID
          0x802c542a, // TCGETS2
          0x402c542b, // TCSETS2
          0x402c542c, // TCSETSW2
          0x402c542d, // TCSETSF2
          0x80045430, // TIOCGPTN
          0x40045431, // TIOCSPTLCK
          0x5441 // TIOCGPTPEER
          );

  public static final List<Integer> FILE_ATTRIBUTES =
      List.of(
          0x80086601, // FS_IOC_GETFLAGS
          0x40086602, // FS_IOC_SETFLAGS
          0x801c581f, // FS_IOC_FSGETXATTR
          0x401c5820 // FS_IOC_FSSETXATTR
          );

  public static final List<Integer> TAPE =
      List.of(
          0x40086d01, // MTIOCTOP
          0x80306d02, // MTIOCGET
          0x80086d03 // MTIOCPOS
          );

  /** To read which network interfaces there are, and what they have. */
  public static final List<Integer> INTERFACES =
      List.of(
          0x8910, // SIOCGIFNAME
          0x8912, // SIOCGIFCONF
          0x8913, // SIOCGIFFLAGS
          0x8915, // SIOCGIFADDR
          0x8917, // SIOCGIFDSTADDR
          0x8919, // SIOCGIFBRDADDR
          0x891b, // SIOCGIFNETMASK
          0x891d, // SIOCGIFMETRIC
          0x8921, // SIOCGIFMTU
          0x8927, // SIOCGIFHWADDR
          0x8933, // SIOCGIFINDEX
          0x5411 // SIOCOUTQ
          );

  /** For the holder of a filter's listener. */
  public static final List<Integer> SECCOMP_LISTENER =
      List.of(
          0xc0502100, // SECCOMP_IOCTL_NOTIF_RECV
          0xc0182101, // SECCOMP_IOCTL_NOTIF_SEND
          0x40082102, // SECCOMP_IOCTL_NOTIF_ID_VALID
          0x40182103, // SECCOMP_IOCTL_NOTIF_ADDFD
          0x40082104 // SECCOMP_IOCTL_NOTIF_SET_FLAGS
          );

  /** To change routes, links and addresses. */
  public static final List<Integer> ROUTES =
      List.of(
          0x890b, // SIOCADDRT
          0x890c, // SIOCDELRT
          0x8914, // SIOCSIFFLAGS
          0x8916, // SIOCSIFADDR
          0x8918, // SIOCSIFDSTADDR
          0x891a, // SIOCSIFBRDADDR
          0x891c, // SIOCSIFNETMASK
          0x8922, // SIOCSIFMTU
          0x8936 // SIOCDIFADDR
          );
}
