package dev.restrict.host;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where this process's class loaders take classes and resources from: the class path and the module
 * path, what the JVM's flags add to them, what the loaders of this library and of this thread have,
 * as those of Spring Boot's launchers do, and what the manifests of all these jars add.
 */
final class ClassSources {

  private static final List<String> PROPERTIES = List.of("java.class.path", "jdk.module.path");

  /** Each names paths: -javaagent one, before its options. */
  private static final List<Pattern> FLAGS =
      List.of(
          Pattern.compile("-Xbootclasspath/a:(.+)"),
          Pattern.compile("-javaagent:([^=]+).*"),
          Pattern.compile("--upgrade-module-path=(.+)"),
          Pattern.compile("--patch-module=[^=]+=(.+)"));

  /** The outermost file of a URL such as {@code jar:nested:/app.jar/!BOOT-INF/lib/a.jar!/}. */
  private static final Pattern OUTERMOST =
      Pattern.compile("(?:jar:)?(?:file|nested):(/[^!]*?)(?:/?!.*)?");

  private final Set<Path> found = new LinkedHashSet<>();

  private ClassSources() {}

  /** Absolute paths, existing or not. */
  static Set<Path> all() {
    ClassSources sources = new ClassSources();
    PROPERTIES.forEach(property -> sources.addPaths(System.getProperty(property, "")));
    for (String argument : JvmArguments.get()) {
      for (Pattern flag : FLAGS) {
        Matcher matcher = flag.matcher(argument);
        if (matcher.matches()) {
          sources.addPaths(matcher.group(1));
        }
      }
    }
    sources.addLoaders(ClassSources.class.getClassLoader());
    sources.addLoaders(Thread.currentThread().getContextClassLoader());
    return sources.found;
  }

  private void addPaths(String paths) {
    for (String entry : paths.split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        add(Path.of(entry).toAbsolutePath().normalize());
      }
    }
  }

  private void addLoaders(@Nullable ClassLoader first) {
    for (ClassLoader loader = first; loader != null; loader = loader.getParent()) {
      if (loader instanceof URLClassLoader urls) {
        for (URL url : urls.getURLs()) {
          addUrl(url);
        }
      }
    }
  }

  private void addUrl(URL url) {
    Matcher outermost = OUTERMOST.matcher(url.toString());
    if (outermost.matches()) {
      try {
        add(Path.of(URI.create("file:" + outermost.group(1))).normalize());
      } catch (IllegalArgumentException e) {
        // No path: the class loader cannot use it either.
      }
    }
  }

  /**
   * A jar may name further entries in its manifest; class loaders follow them when they first need
   * them.
   */
  private void add(Path entry) {
    if (!found.add(entry) || !Files.isRegularFile(entry)) {
      return;
    }
    try (JarFile jar = new JarFile(entry.toFile())) {
      Manifest manifest = jar.getManifest();
      String more =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (more == null) {
        return;
      }
      for (String relative : more.trim().split("\\s+", -1)) {
        URI uri = entry.toUri().resolve(relative);
        if ("file".equals(uri.getScheme())) {
          add(Path.of(uri).normalize());
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // Not a jar, or no path: the class loader cannot use it either.
    }
  }
}
