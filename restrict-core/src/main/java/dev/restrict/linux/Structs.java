package dev.restrict.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Structures of the kernel that Java fills or reads: their bytes, sizes and offsets. They are the
 * same on every architecture of {@link Arch}.
 */
public final class Structs {

  /** {@code struct sockaddr}: what follows the family; the port where there is one. */
  static final int SOCKADDR_DATA = 2;

  /** {@code struct sockaddr_storage}: the longest address that the kernel takes. */
  public static final int SOCKADDR_STORAGE_SIZE = 128;

  /** {@code struct sockaddr_in}. */
  static final int SIN_SIZE = 16;

  static final int SIN_ADDR = 4;

  /** The least that the kernel takes of {@code struct sockaddr_in6}. */
  static final int SIN6_LEN_RFC2133 = 24;

  static final int SIN6_ADDR = 8;

  /** {@code struct ucred}. */
  public static final int UCRED_SIZE = 12;

  public static final int UCRED_PID = 0;

  /** {@code struct statx}. */
  public static final int STATX_SIZE = 256;

  public static final int STX_MASK = 0;
  public static final int STX_BTIME_SEC = 80;
  public static final int STX_BTIME_NSEC = 88;

  /** The kernel's {@code struct sigaction}, not that of libc. */
  public static final int SIGACTION_SIZE = 32;

  public static final int SIGACTION_HANDLER = 0;

  /** {@code sigset_t}, as the kernel has it. */
  public static final int SIGSET_SIZE = 8;

  /** {@code struct sock_filter}. */
  public static final int SOCK_FILTER_SIZE = 8;

  private Structs() {}

  /** {@code struct sock_filter} of an instruction that does not jump. */
  public static byte[] sockFilter(int code, int k) {
    return struct(SOCK_FILTER_SIZE).putShort((short) code).putInt(4, k).array();
  }

  /**
   * {@code struct landlock_ruleset_attr}, in the length that an ABI knows: an older kernel refuses
   * a field that it does not know, unless it is 0.
   *
   * @param fs what files are judged by, LANDLOCK_ACCESS_FS_*
   * @param net what ports are judged by, LANDLOCK_ACCESS_NET_*; from ABI 4
   * @param scoped LANDLOCK_SCOPE_*; from ABI 6
   */
  public static byte[] rulesetAttr(int abi, long fs, long net, long scoped) {
    byte[] attr = new byte[abi >= 6 ? 24 : abi >= 4 ? 16 : 8];
    ByteBuffer fields = ByteBuffer.wrap(attr).order(ByteOrder.nativeOrder()).putLong(fs);
    if (abi >= 4) {
      fields.putLong(net);
    }
    if (abi >= 6) {
      fields.putLong(scoped);
    }
    return attr;
  }

  /** {@code struct landlock_path_beneath_attr}, which is packed. */
  public static byte[] pathBeneathAttr(long allowed, int parentFd) {
    return struct(12).putLong(allowed).putInt(parentFd).array();
  }

  /** {@code struct landlock_net_port_attr}. */
  public static byte[] netPortAttr(long allowed, long port) {
    return struct(16).putLong(allowed).putLong(port).array();
  }

  /**
   * {@code struct sock_fprog}.
   *
   * @param length of the program, in instructions
   * @param filter the address of the first
   */
  public static byte[] sockFprog(int length, long filter) {
    return struct(16).putShort((short) length).putLong(8, filter).array();
  }

  /** {@code struct pollfd}. */
  public static byte[] pollfd(int fd, int events) {
    return struct(8).putInt(fd).putShort((short) events).array();
  }

  /** {@code struct timespec} of 64 bits. */
  public static byte[] timespec(long seconds, long nanos) {
    return struct(16).putLong(seconds).putLong(nanos).array();
  }

  private static ByteBuffer struct(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }
}
