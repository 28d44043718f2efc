package dev.restrict.sample.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The one folder that holds everything that the service keeps.
 *
 * @param root absolute
 */
public record DataFolder(Path root) {

  /** The property that names the folder. */
  public static final String PROPERTY = "documents.data";

  public DataFolder {
    root = root.toAbsolutePath().normalize();
  }

  /** The documents, each named by its id. */
  public Path files() {
    return root.resolve("files");
  }

  /** The thumbnails made so far, each named by its document's id. */
  public Path thumbnails() {
    return root.resolve("thumbnails");
  }

  /** The database. */
  public Path db() {
    return root.resolve("db");
  }

  /** Uploads under way and what Tomcat puts aside. */
  public Path tmp() {
    return root.resolve("tmp");
  }

  /** Tomcat's document root: empty, the pages are on the class path. */
  public Path documentRoot() {
    return tmp().resolve("docroot");
  }

  /** Creates what does not exist yet. */
  public DataFolder create() {
    for (Path folder : List.of(files(), thumbnails(), db(), tmp(), documentRoot())) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot create %s; let %s name a folder that this user may write"
                .formatted(folder, PROPERTY),
            e);
      }
    }
    return this;
  }
}
