package dev.restrict.kernel;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/**
 * Has the JDK load now the native libraries that most services need at some time: after the lock a
 * file is mapped executable only with the promise {@code prot_exec}.
 */
final class WarmUp {

  private static final List<String> CLASSES =
      List.of(
          "java.lang.management.ManagementFactory",
          "jdk.net.ExtendedSocketOptions",
          "sun.net.ext.ExtendedSocketOptions",
          "java.net.NetworkInterface",
          "java.net.PlainSocketImpl",
          "java.util.zip.CRC32");

  private WarmUp() {}

  static void run() {
    for (String name : CLASSES) {
      try {
        Class.forName(name);
      } catch (ReflectiveOperationException | LinkageError e) {
        // A JDK without this class or module needs no library for it.
      }
    }
    InetAddress.getLoopbackAddress();
    new SecureRandom().nextInt();
    beans();
    try (SocketChannel channel = SocketChannel.open()) {
      channel.supportedOptions();
    } catch (IOException e) {
      // No network: nothing to warm.
    }
    try (FileChannel file = FileChannel.open(Path.of("/dev/null"))) {
      file.size();
    } catch (IOException e) {
      // The same.
    }
  }

  private static void beans() {
    try {
      Class.forName("java.lang.management.ManagementFactory")
          .getMethod("getOperatingSystemMXBean")
          .invoke(null);
      Class.forName("java.lang.management.ManagementFactory")
          .getMethod("getThreadMXBean")
          .invoke(null);
    } catch (ReflectiveOperationException | LinkageError e) {
      // No module java.management.
    }
  }
}
