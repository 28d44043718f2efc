package dev.restrict.host;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the symbolic links inside some trees lead to, outside of them. Landlock grants what a link
 * leads to, not the link.
 */
final class Links {

  /** Nothing that holds code has more; a class path of {@code .} may be somebody's whole disk. */
  private static final int MOST_FILES = 50_000;

  private final Path home = ThisHost.real(Path.of(System.getProperty("user.home")));
  private final Set<Path> trees = new LinkedHashSet<>();
  private final Set<Path> outside = new LinkedHashSet<>();
  private final Deque<Path> open = new ArrayDeque<>();
  private int files;

  private Links(Collection<Path> trees) {
    trees.stream().map(ThisHost::real).forEach(this.trees::add);
  }

  /**
   * The real paths outside, each once, and those that links in them lead to. None for a link that
   * leads to nothing, and none for one that leads to a folder that holds more than this: one of the
   * root's own, the user's home, or a folder above the link.
   *
   * @param trees what is granted
   * @param parts of them, those whose links are followed; they may be links themselves
   */
  static List<Path> outOf(Collection<Path> trees, Collection<Path> parts) {
    Links links = new Links(trees);
    for (Path part : parts) {
      links.follow(part);
      links.open.add(ThisHost.real(part));
    }
    while (!links.open.isEmpty()) {
      links.walk(links.open.remove());
    }
    return List.copyOf(links.outside);
  }

  private void walk(Path tree) {
    if (!Files.isDirectory(tree)) {
      return;
    }
    files = 0;
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isSymbolicLink()) {
                follow(file);
              }
              return ++files < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // the JVM cannot read it either
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // Out of reach: there is nothing to grant.
    }
  }

  private void follow(Path link) {
    try {
      Path target = link.toRealPath();
      if (!inside(target) && !holdsMore(target, link) && outside.add(target)) {
        open.add(target);
      }
    } catch (IOException e) {
      // It leads to nothing.
    }
  }

  private boolean inside(Path target) {
    return trees.stream().anyMatch(target::startsWith)
        || outside.stream().anyMatch(target::startsWith);
  }

  private boolean holdsMore(Path target, Path link) {
    return Files.isDirectory(target)
        && (target.getNameCount() < 2 || home.startsWith(target) || link.startsWith(target));
  }
}
