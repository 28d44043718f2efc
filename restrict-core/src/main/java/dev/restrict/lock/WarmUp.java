package dev.restrict.lock;

import dev.restrict.kernel.ProcFiles;
import dev.restrict.linux.Errno;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the JDK load the native libraries now that most services need at some time: after the lock,
 * a file can be mapped executable only with the promise {@code prot_exec}.
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

  private static final Pattern NAME_SERVICES =
      Pattern.compile("\\s*(?:hosts|passwd|group|initgroups):\\s*([^#]*).*");

  /** Held because a library that nobody holds is unloaded. */
  private static final List<com.sun.jna.NativeLibrary> LOADED = new ArrayList<>();

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
    Errno.name(0);
    nameServices();
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

  /**
   * Name services that glibc would load when it first looks up a host or a user; files and dns are
   * built into it. nsswitch.conf(5).
   */
  private static void nameServices() {
    try {
      for (String line : ProcFiles.lines(Path.of("/etc/nsswitch.conf"))) {
        Matcher database = NAME_SERVICES.matcher(line);
        if (database.matches()) {
          for (String service :
              database.group(1).replaceAll("\\[[^]]*]", " ").trim().split("\\s+", -1)) {
            load("libnss_" + service + ".so.2");
          }
        }
      }
    } catch (IOException e) {
      // No such file, as on musl: it makes nothing load.
    }
  }

  private static void load(String library) {
    try {
      LOADED.add(com.sun.jna.NativeLibrary.getInstance(library));
    } catch (LinkageError e) {
      // Built in or not installed: glibc skips it.
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
