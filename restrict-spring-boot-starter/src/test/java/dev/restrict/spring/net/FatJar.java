package dev.restrict.spring.net;

import dev.restrict.testing.ClassPath;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.springframework.boot.loader.tools.Layouts;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/** {@link ClientApplication} as an executable jar, made by what spring-boot:repackage uses. */
record FatJar(Path file) {

  static FatJar build(Path file) throws IOException {
    Path plain = file.resolveSibling("plain.jar");
    Set<String> names = new HashSet<>();
    try (OutputStream out = Files.newOutputStream(plain);
        JarOutputStream jar = new JarOutputStream(out)) {
      Path classes = classes(ClientApplication.class);
      try (Stream<Path> all = Files.walk(classes.resolve("dev/restrict/spring/net"))) {
        for (Path path : all.filter(Files::isRegularFile).toList()) {
          put(jar, classes.relativize(path).toString(), Files.readAllBytes(path));
        }
      }
    }
    Repackager repackager = new Repackager(plain.toFile());
    repackager.setMainClass(ClientApplication.class.getName());
    repackager.setLayout(new Layouts.Jar());
    repackager.setBackupSource(false);
    repackager.repackage(
        file.toFile(),
        libraries -> {
          int number = 0;
          for (String entry : ClassPath.own().split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
              if (path.equals(classes(ClientApplication.class))) {
                continue;
              }
              path = zip(path, file.resolveSibling("module-" + number++ + ".jar"));
            }
            if (Files.exists(path) && names.add(path.getFileName().toString())) {
              libraries.library(new Library(path.toFile(), LibraryScope.COMPILE));
            }
          }
        });
    return new FatJar(file);
  }

  /** Unpacks it, as one does in a container image. */
  Path explode(Path target) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      Enumeration<? extends ZipEntry> entries = jar.entries();
      for (ZipEntry entry : Collections.list(entries)) {
        Path path = target.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, path);
          }
        }
      }
    }
    return target;
  }

  private static Path classes(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException ex) {
      throw new AssertionError(ex);
    }
  }

  private static Path zip(Path folder, Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(target);
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        put(jar, folder.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return target;
  }

  private static void put(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(bytes);
    jar.closeEntry();
  }
}
