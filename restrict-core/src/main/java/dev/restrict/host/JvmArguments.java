package dev.restrict.host;

import dev.restrict.kernel.ProcFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/** The flags that this JVM was given, wherever they came from. */
final class JvmArguments {

  private JvmArguments() {}

  /** An image that jlink made may lack what knows them all; then those of the command line. */
  static List<String> get() {
    if (ModuleLayer.boot().findModule("java.management").isPresent()) {
      return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }
    try {
      return List.of(ProcFiles.text(Path.of("/proc/self/cmdline")).split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }
}
