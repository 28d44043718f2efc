package dev.restrict.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.linux.Arch;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What build.sh makes, of which architectures, and what it says of those that it cannot make. */
class BuildOfTheCHalfTest {

  private static final Path SOURCE = Path.of("src", "main").toAbsolutePath();
  private static final Map<Arch, Integer> ELF_MACHINES = Map.of(Arch.X86_64, 62, Arch.AARCH64, 183);
  private static final Map<Arch, Long> LARGEST_PAGES =
      Map.of(Arch.X86_64, 4096L, Arch.AARCH64, 65_536L);
  private static final int E_MACHINE = 18;
  private static final int E_PHOFF = 32;
  private static final int E_PHNUM = 56;
  private static final int PHDR_SIZE = 56;
  private static final int PT_LOAD = 1;
  private static final int P_ALIGN = 48;

  @TempDir Path temp;

  @Test
  void makesTheSameInAnotherFolder() throws Exception {
    Path copy = temp.resolve("another/place");
    try (Stream<Path> files = Files.walk(SOURCE)) {
      for (Path file : files.filter(one -> !one.startsWith(SOURCE.resolve("java"))).toList()) {
        Path to = copy.resolve(SOURCE.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    Built here = build(SOURCE, temp.resolve("1/classes"), Map.of());
    Built there = build(copy, temp.resolve("2/classes"), Map.of());
    assertThat(here.exit).as(here.output).isZero();
    assertThat(there.exit).as(there.output).isZero();
    Map<String, byte[]> files = files(temp.resolve("1/classes"));
    Map<String, byte[]> again = files(temp.resolve("2/classes"));
    assertThat(again.keySet()).isEqualTo(files.keySet());
    files.forEach((name, bytes) -> assertThat(again.get(name)).as(name).isEqualTo(bytes));
    for (Arch arch : Arch.values()) {
      for (String name : new String[] {"librestrict.so", "restrict-referee"}) {
        byte[] bytes = files.get(arch.platform() + "/" + name);
        // Another architecture's compiler need not be here.
        assertThat(bytes != null || here.output.contains("built without " + name(arch)))
            .as(here.output)
            .isTrue();
        if (bytes != null) {
          assertThat(machine(bytes)).as(name).isEqualTo(ELF_MACHINES.get(arch));
          // Where pages are larger, the kernel refuses to map what is aligned less.
          assertThat(alignments(bytes))
              .as(name)
              .isNotEmpty()
              .allMatch(alignment -> alignment >= LARGEST_PAGES.get(arch));
        }
      }
    }
  }

  @Test
  void saysInOneLineWhatItCannotMake() throws Exception {
    Map<String, String> alone = Map.of("PATH", withoutOtherCompilers().toString());
    Built built = build(SOURCE, temp.resolve("classes"), alone);
    assertThat(built.exit).as(built.output).isZero();
    assertThat(built.output.lines()).hasSize(1);
    Arch own = Arch.of(System.getProperty("os.arch")).orElseThrow();
    assertThat(files(temp.resolve("classes")))
        .containsOnlyKeys(own.platform() + "/librestrict.so", own.platform() + "/restrict-referee");
    for (Arch arch : Arch.values()) {
      String said = "restrict: built without %s,".formatted(name(arch));
      assertThat(built.output.contains(said)).as(built.output).isEqualTo(arch != own);
    }
  }

  @Test
  void failsWhereEverythingIsWanted() throws Exception {
    Built built =
        build(
            SOURCE,
            temp.resolve("classes"),
            Map.of("PATH", withoutOtherCompilers().toString(), "RESTRICT_ALL_ARCHITECTURES", "1"));
    assertThat(built.exit).as(built.output).isEqualTo(1);
    assertThat(built.output).contains("apt-get install gcc-");
  }

  private static String name(Arch arch) {
    return arch.name().toLowerCase(Locale.ROOT);
  }

  private record Built(int exit, String output) {}

  private static Built build(Path source, Path to, Map<String, String> environment)
      throws IOException, InterruptedException {
    Files.createDirectories(to);
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", source.resolve("c/build.sh").toString(), to.toString())
            .redirectErrorStream(true);
    builder.environment().remove("RESTRICT_ALL_ARCHITECTURES");
    builder.environment().remove("CC");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Built(process.waitFor(), output);
  }

  private Path withoutOtherCompilers() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("bin"));
    for (String tool : "sh cc gcc as ld uname dirname awk find head mkdir cat tr".split(" ", -1)) {
      for (String place : System.getenv("PATH").split(File.pathSeparator, -1)) {
        Path program = Path.of(place, tool);
        if (Files.isExecutable(program) && !Files.exists(folder.resolve(tool))) {
          Files.createSymbolicLink(folder.resolve(tool), program);
        }
      }
    }
    return folder;
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static int machine(byte[] elf) {
    return ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN).getShort(E_MACHINE);
  }

  /** Of the segments that are loaded. */
  private static List<Long> alignments(byte[] elf) {
    ByteBuffer header = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
    List<Long> alignments = new ArrayList<>();
    for (int i = 0; i < header.getShort(E_PHNUM); i++) {
      int segment = (int) header.getLong(E_PHOFF) + i * PHDR_SIZE;
      if (header.getInt(segment) == PT_LOAD) {
        alignments.add(header.getLong(segment + P_ALIGN));
      }
    }
    return alignments;
  }
}
