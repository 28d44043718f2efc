package dev.restrict.kernel;

import dev.restrict.UnsupportedKernelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Machine code of the class path, as it is handed to the kernel. */
final class NativeFile {

  private final String name;
  private final byte[] content;

  private NativeFile(String name, byte[] content) {
    this.name = name;
    this.content = content;
  }

  /** Its file name. */
  String name() {
    return name;
  }

  void writeTo(Path file) throws IOException {
    Files.write(file, content, StandardOpenOption.WRITE);
  }

  boolean isIn(Path file) throws IOException {
    return Arrays.equals(Files.readAllBytes(file), content);
  }

  /**
   * A file of the class path.
   *
   * @param owner a class of the jar that has it
   * @param resource its absolute name
   * @throws UnsupportedKernelException if there is none
   */
  static NativeFile read(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new UnsupportedKernelException(
            "%s is not on the class path; build restrict-core on this platform"
                .formatted(resource.substring(1)));
      }
      return new NativeFile(resource.substring(resource.lastIndexOf('/') + 1), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
