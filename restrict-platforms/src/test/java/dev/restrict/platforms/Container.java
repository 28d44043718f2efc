package dev.restrict.platforms;

import com.sun.jna.Native;
import dev.restrict.Restrict;
import dev.restrict.platforms.SeccompProfile.Host;
import dev.restrict.platforms.Setting.Jdk;
import dev.restrict.platforms.Setting.Space;
import dev.restrict.platforms.Setting.User;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.LivingChild;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A JVM in a container, which shares the network of this machine. */
final class Container implements AutoCloseable {

  private static final Path JDKS = Path.of("/usr/lib/jvm");

  private final OciRuntime runtime;
  private final String id;
  private final LivingChild child;

  private Container(OciRuntime runtime, String id, LivingChild child) {
    this.runtime = runtime;
    this.id = id;
    this.child = child;
  }

  /** Why no container at all can be started here; empty where one can be. */
  static Optional<String> refusal(OciRuntime runtime, Path folder) throws IOException {
    Setting plain = Setting.of("trial", Profile.UNCONFINED, User.ROOT, Space.WRITABLE);
    Path bundle =
        new Bundle(Files.createDirectory(folder), plain, !ChildJvm.isRoot())
            .command(List.of("/bin/true"))
            .write(Map.of());
    try (Container trial = start(runtime, bundle, "trial")) {
      return trial.child.exit() == 0 ? Optional.empty() : Optional.of(trial.child.output().strip());
    }
  }

  /** {@link Probe}, on the class path that it needs. */
  static Container probe(
      OciRuntime runtime, Path folder, Setting setting, Run run, int open, int closed)
      throws IOException {
    Bundle bundle = new Bundle(Files.createDirectory(folder), setting, !ChildJvm.isRoot());
    List<String> classPath = new ArrayList<>();
    for (Class<?> needed : List.of(Probe.class, Restrict.class, Native.class)) {
      String destination = "/app/lib/" + classPath.size();
      bundle.show(origin(needed), destination);
      classPath.add(destination);
    }
    for (String name : List.of("open", "closed")) {
      Path shown = bundle.folder(name);
      Files.writeString(shown.resolve("file"), name);
      bundle.show(shown, "/app/" + name);
    }
    return start(
        runtime,
        bundle,
        setting,
        run,
        List.of(
            "-cp",
            String.join(":", classPath),
            Probe.class.getName(),
            run.word(),
            String.valueOf(open),
            String.valueOf(closed)));
  }

  /** The sample, with the profile {@code attack}. */
  static Container sample(OciRuntime runtime, Path folder, Setting setting, Run run, int port)
      throws IOException {
    Path jar = Path.of("..", "restrict-sample", "target", "restrict-sample.jar").toAbsolutePath();
    if (!Files.exists(jar)) {
      throw new AssertionError(jar + " is missing; build it: mvn -DskipTests package");
    }
    Bundle bundle =
        new Bundle(Files.createDirectory(folder), setting, !ChildJvm.isRoot())
            .show(jar.normalize(), "/app/sample.jar")
            .volume("/data");
    return start(
        runtime,
        bundle,
        setting,
        run,
        List.of(
            "-jar",
            "/app/sample.jar",
            "--server.port=" + port,
            "--documents.data=/data",
            "--spring.profiles.active=attack",
            "--restrict.mode=" + run.mode().toString().toLowerCase(Locale.ROOT)));
  }

  private static Container start(
      OciRuntime runtime, Bundle bundle, Setting setting, Run run, List<String> java)
      throws IOException {
    Path home =
        jdk(setting.jdk()).orElseThrow(() -> new AssertionError("no JDK: " + setting.jdk()));
    if (!home.startsWith("/usr")) {
      bundle.show(home, home.toString());
    }
    List<String> command = new ArrayList<>();
    if (setting.layers() > 0) {
      bundle.show(Layers.PROGRAM, "/app/layers");
      command.addAll(List.of("/app/layers", String.valueOf(setting.layers())));
    }
    if (!setting.firstProcess()) {
      command.addAll(List.of("/bin/sh", "-c", "\"$@\"; exit $?", "sh"));
    }
    command.addAll(List.of(home.resolve("bin/java").toString(), "-Xmx256m"));
    if (setting.prepared()) {
      bundle.show(jnasLibrary(bundle), "/app/native");
      command.add("-Drestrict.native-dir=/app/native");
    }
    command.addAll(java);
    Path folder =
        bundle
            .command(command)
            .write(
                setting
                    .profile()
                    .seccomp(setting.capabilities(), run.promises(), Host.here())
                    .orElse(Map.of()));
    return start(runtime, folder, setting + "-" + run.word());
  }

  private static Container start(OciRuntime runtime, Path bundle, String name) throws IOException {
    String id = "restrict-%d-%s".formatted(ProcessHandle.current().pid(), name);
    return new Container(runtime, id, LivingChild.of(runtime.start(bundle, id)));
  }

  /** A folder as an image has it: JNA's library, taken out of its jar. */
  private static Path jnasLibrary(Bundle bundle) throws IOException {
    Path folder = bundle.folder("native");
    Path library = folder.resolve("libjnidispatch.so");
    String arch = Host.here().goArch().equals("arm64") ? "aarch64" : "x86-64";
    try (InputStream in =
        Native.class.getResourceAsStream(
            "/com/sun/jna/linux-%s/libjnidispatch.so".formatted(arch))) {
      Files.copy(in, library);
    }
    Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  private static Path origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The newest JDK in the usual folder that will do. */
  static Optional<Path> jdk(Jdk jdk) throws IOException {
    Path own = Path.of(System.getProperty("java.home"));
    if (jdk == Jdk.OF_THE_TESTS || jdk.matches(Runtime.version().feature())) {
      return Optional.of(own);
    }
    Optional<Path> newest = Optional.empty();
    int highest = 0;
    try (Stream<Path> homes = Files.list(JDKS)) {
      for (Path home : homes.filter(path -> Files.exists(path.resolve("release"))).toList()) {
        int version = version(Files.readString(home.resolve("release")));
        if (version > highest
            && jdk.matches(version)
            && Files.isExecutable(home.resolve("bin/java"))) {
          highest = version;
          newest = Optional.of(home.toRealPath());
        }
      }
    }
    return newest;
  }

  private static int version(String release) {
    return release
        .lines()
        .filter(line -> line.startsWith("JAVA_VERSION=\""))
        .map(line -> line.replaceAll("^JAVA_VERSION=\"|\"$", ""))
        .mapToInt(version -> Runtime.Version.parse(version).feature())
        .findFirst()
        .orElse(0);
  }

  LivingChild child() {
    return child;
  }

  void signal(String name) {
    runtime.signal(id, name);
  }

  @Override
  public void close() {
    if (child.process().isAlive()) {
      runtime.delete(id);
    }
    child.close();
    runtime.delete(id);
  }
}
