package dev.restrict.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.testing.As;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** The class path is what the loaders have, not what one property says. */
class ClassSourcesTest {

  /** An agent that does nothing. */
  public static final class Agent {
    public static void premain(String options) {}
  }

  /** Arguments: a folder and a jar of a loader of its own, and further files to read. */
  static final class Loads {
    public static void main(String[] args) throws Exception {
      Sys.ready();
      URL own = Path.of(args[0]).toUri().toURL();
      URL jar = new URL("jar:" + Path.of(args[1]).toUri() + "!/"); // as launchers write it
      Thread.currentThread().setContextClassLoader(new URLClassLoader(new URL[] {own, jar}));
      Restrict.lock(Policy.builder().promises("stdio").mode(Mode.KILL).build());
      for (int i = 1; i < args.length; i++) {
        Sys.say(Path.of(args[i]).getFileName().toString(), Sys.open(args[i], 0));
      }
    }
  }

  @ParameterizedTest
  @EachUser
  void areReadWhateverNamesThem(As as, @TempDir Path folder) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path boot = Files.createDirectory(folder.resolve("boot"));
    Path patch = Files.createDirectory(folder.resolve("patch"));
    Path own = Files.createDirectory(folder.resolve("own"));
    Path named = Files.writeString(folder.resolve("named.jar"), "");
    Path agent = agent(folder.resolve("agent.jar"), "named.jar");
    Path other = Files.writeString(folder.resolve("other"), "");
    String[] files = {
      Files.writeString(folder.resolve("launched.jar"), "").toString(),
      Files.writeString(boot.resolve("in-boot"), "").toString(),
      Files.writeString(patch.resolve("in-patch"), "").toString(),
      Files.writeString(own.resolve("in-own"), "").toString(),
      agent.toString(),
      named.toString(),
      other.toString()
    };
    String[] arguments = new String[files.length + 1];
    arguments[0] = own.toString();
    System.arraycopy(files, 0, arguments, 1, files.length);

    ChildJvm child =
        as.child()
            .jvm(
                "-Xbootclasspath/a:" + boot,
                "-javaagent:" + agent + "=option",
                "--patch-module=java.logging=" + patch);
    Map<String, String> facts = Facts.of(child, Loads.class, arguments);
    for (String name :
        new String[] {"in-boot", "in-patch", "in-own", "launched.jar", "agent.jar", "named.jar"}) {
      assertThat(facts).containsEntry(name, "ok");
    }
    assertThat(facts).containsEntry("other", "EACCES");
  }

  private static Path agent(Path jar, String classPath) throws Exception {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.CLASS_PATH, classPath);
    main.put(new Attributes.Name("Premain-Class"), Agent.class.getName());
    String file = Agent.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream to = new JarOutputStream(out, manifest)) {
      to.putNextEntry(new ZipEntry(file));
      to.write(Agent.class.getClassLoader().getResourceAsStream(file).readAllBytes());
    }
    return jar;
  }
}
