package dev.restrict.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.testing.As;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.Facts;
import dev.restrict.testing.LinkedJdk;
import dev.restrict.testing.Sys;
import java.io.File;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import javax.crypto.Cipher;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links that lead out of the JDK and out of the class path: the floor is what they lead to. */
class LinksTest {

  /** Arguments: the mode, a file beside one that a link leads to. */
  static final class Uses {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.lock(Policy.builder().promises("stdio inet").mode(Mode.of(args[0])).build());
      Sys.say("home", System.getProperty("java.home"));
      Sys.say("cipher", Sys.failure(() -> Cipher.getInstance("AES/GCM/NoPadding")));
      Sys.say("tls", Sys.failure(() -> SSLContext.getDefault().getSocketFactory()));
      Sys.say("http", Sys.failure(HttpClient::newHttpClient));
      Sys.say("proxies", Sys.failure(() -> ProxySelector.getDefault().toString()));
      Sys.say("resource", Sys.failure(Uses::resource));
      Sys.say("beside", Sys.open(args[1], 0));
      Sys.say("etc", Sys.open("/etc/passwd", 0));
    }

    private static String resource() throws Exception {
      try (InputStream in = Uses.class.getResourceAsStream("/linked/text")) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"SELF, error", "NOBODY, kill"})
  void leadToWhatTheFloorGrants(As as, String mode, @TempDir Path folder) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (LinkedJdk jdk = new LinkedJdk(folder.resolve("jdk"), folder.resolve("etc"))) {
      Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
      Path linked = Files.createDirectory(elsewhere.resolve("linked"));
      Files.writeString(linked.resolve("text"), "text");
      Path beside = Files.writeString(elsewhere.resolve("beside"), "text");
      Path classes = Files.createDirectory(folder.resolve("classes"));
      // To folders that hold more than code: these are not followed.
      Path up = Files.createSymbolicLink(classes.resolve("up"), Path.of(".."));
      Path etc = Files.createSymbolicLink(classes.resolve("etc"), Path.of("/etc"));
      Path link = Files.createSymbolicLink(classes.resolve("linked"), linked);

      ChildJvm child =
          as.child()
              .home(jdk.home())
              .classPath(System.getProperty("java.class.path") + File.pathSeparator + classes);
      Map<String, String> facts = Facts.of(child, Uses.class, mode, beside.toString());

      assertThat(facts)
          .containsEntry("home", jdk.home().toString())
          .containsEntry("cipher", "ok")
          .containsEntry("tls", "ok")
          .containsEntry("http", "ok")
          .containsEntry("proxies", "ok")
          .containsEntry("resource", "ok")
          .containsEntry("beside", "EACCES")
          .containsEntry("etc", "EACCES");
      for (Path each : new Path[] {link, up, etc}) {
        Files.delete(each);
      }
    }
  }
}
