package dev.restrict.sample.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.testing.Jdks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar that the build made, as people start it, and the published jars in it. */
@Tag("built-jar")
class BuiltJarTest {

  private static final Path JAR = Path.of(System.getProperty("built.jar"));

  @TempDir Path temp;

  /** From Java 24 on, Java warns of native code unless the started jar allows it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void startsWithoutAWarningOnTheNewestJava() throws IOException {
    try (SampleProcess service =
        SampleProcess.with(temp.resolve("data")).jar(JAR).home(Jdks.newest()).start()) {
      Lock.assertEveryThreadIsLocked(service);
      assertThat(service.stop()).isEqualTo(143);
      assertThat(service.output().lines()).noneMatch(line -> line.startsWith("WARNING:"));
    }
  }

  @Test
  void publishedJarsSayWhatTheyAre() throws IOException {
    try (JarFile sample = new JarFile(JAR.toFile())) {
      String version = sample.getManifest().getMainAttributes().getValue("Implementation-Version");
      assertIs(sample, "restrict-core", version, "dev.restrict.core");
      assertIs(sample, "restrict-spring-boot-starter", version, "dev.restrict.spring");
    }
  }

  private static void assertIs(JarFile sample, String name, String version, String module)
      throws IOException {
    JarEntry entry = sample.getJarEntry("BOOT-INF/lib/" + name + "-" + version + ".jar");
    assertThat(entry).as(name + " " + version).isNotNull();
    try (JarInputStream jar = new JarInputStream(sample.getInputStream(entry))) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(
              Stream.of(
                      "Implementation-Title",
                      "Implementation-Version",
                      "Automatic-Module-Name",
                      "Bundle-License")
                  .map(manifest::getValue))
          .containsExactly(name, version, module, "BSD-3-Clause");
      assertThat(entries(jar)).contains("META-INF/LICENSE").doesNotContain("META-INF/jpms.args");
    }
  }

  private static List<String> entries(JarInputStream jar) throws IOException {
    List<String> names = new ArrayList<>();
    for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
      names.add(entry.getName());
    }
    return names;
  }
}
