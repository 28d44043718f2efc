package dev.restrict.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder that native code may be put into, to be mapped or executed from there.
 *
 * @param source who named it: a property, or empty
 * @param path the folder, which need not exist
 */
record NativeFolder(String source, Path path) {

  /** The system property that names the first folder to try. */
  static final String PROPERTY = "restrict.native-dir";

  static final String REMEDY =
      "set %s (or -D%s=FOLDER) to a folder that this user may write to, others may not, and that is not mounted noexec"
          .formatted(PROPERTY, PROPERTY);

  private static final FileAttribute<Set<PosixFilePermission>> MINE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** In the order in which they are tried. */
  static List<NativeFolder> all() {
    Map<Path, String> sources = new LinkedHashMap<>();
    add(sources, PROPERTY, System.getProperty(PROPERTY));
    add(sources, "java.io.tmpdir", System.getProperty("java.io.tmpdir"));
    String cache = System.getenv("XDG_CACHE_HOME");
    add(
        sources,
        "the cache folder",
        cache == null || cache.isEmpty() ? System.getProperty("user.home") + "/.cache" : cache);
    add(sources, "", "/dev/shm");
    List<NativeFolder> folders = new ArrayList<>();
    sources.forEach((path, source) -> folders.add(new NativeFolder(source, path)));
    return folders;
  }

  private static void add(Map<Path, String> sources, String source, @Nullable String folder) {
    if (folder != null && !folder.isEmpty()) {
      sources.putIfAbsent(Path.of(folder).toAbsolutePath().normalize(), source);
    }
  }

  /**
   * A file that lies in a folder for as long as it takes to map it.
   *
   * @param folder its folder
   * @param path the file
   * @param ours whether both were made here, and are to be removed
   */
  record Placed(Path folder, Path path, boolean ours) implements AutoCloseable {

    /** What is mapped stays mapped. */
    @Override
    public void close() {
      if (ours) {
        try {
          Files.deleteIfExists(path);
          Files.deleteIfExists(folder);
        } catch (IOException e) {
          // A file of ours is left in a folder of ours: no harm to the lock.
        }
      }
    }
  }

  /**
   * Puts a file into a new folder of this user's own below this one; or takes it from here, where
   * the folder that the property names has it already.
   *
   * @throws Refused if the file could not be mapped executable there, or others could exchange it
   */
  Placed place(NativeFile file) throws Refused {
    try {
      Path folder = path.toRealPath();
      Owners.requireNobodyElseMayChange(folder);
      Path prepared = folder.resolve(file.name());
      if (source.equals(PROPERTY) && Files.isRegularFile(prepared, LinkOption.NOFOLLOW_LINKS)) {
        Owners.requireNobodyElseMayChange(prepared);
        if (!file.isIn(prepared)) {
          throw new Refused(prepared + " is of another version");
        }
        return executable(new Placed(folder, prepared, false));
      }
      Path own = Files.createTempDirectory(folder, "restrict-", MINE);
      Placed placed = new Placed(own, own.resolve(file.name()), true);
      try {
        Files.createFile(placed.path(), MINE);
        file.writeTo(placed.path());
      } catch (IOException e) {
        placed.close();
        throw e;
      }
      return executable(placed);
    } catch (IOException e) {
      throw new Refused(e);
    }
  }

  /** access(2) says EACCES for what lies on a mount with noexec, to root too. */
  private static Placed executable(Placed placed) throws Refused {
    if (!Files.isExecutable(placed.path())) {
      placed.close();
      throw new Refused(
          placed.ours()
              ? "noexec"
              : placed.path() + " may not be executed, by its mode or a mount with noexec");
    }
    return placed;
  }

  @Override
  public String toString() {
    return source.isEmpty() ? path.toString() : source + " " + path;
  }
}
