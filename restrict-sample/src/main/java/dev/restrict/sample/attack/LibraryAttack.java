package dev.restrict.sample.attack;

import dev.restrict.sample.data.DataFolder;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** Machine code of the intruder's own: stored where the service may write, then loaded. */
@RestController
@Profile("attack")
@RequestMapping("/attack/library")
class LibraryAttack {

  /** A library of Debian, whose folder is named after the architecture. */
  private static final String LIBM =
      "/lib/%s-linux-gnu/libm.so.6"
          .formatted(System.getProperty("os.arch").replace("amd64", "x86_64"));

  private final DataFolder folder;

  LibraryAttack(DataFolder folder) {
    this.folder = folder;
  }

  /**
   * Without a path in the query, the body is the library. Nothing asks for a parameter here: the
   * server would read the body for it, and curl calls every body a form.
   */
  @PostMapping
  AttackReport upload(HttpServletRequest request) throws IOException {
    String path =
        UriComponentsBuilder.fromPath("/")
            .query(request.getQueryString())
            .build()
            .getQueryParams()
            .getFirst("path");
    return path != null
        ? load(UriUtils.decode(path, StandardCharsets.UTF_8))
        : store(request.getInputStream());
  }

  @GetMapping
  AttackReport load(@RequestParam(name = "path", defaultValue = "") String given) {
    String path = given.isEmpty() ? LIBM : given;
    return AttackReport.of("library", "load " + path, () -> load(Path.of(path)));
  }

  private AttackReport store(InputStream body) {
    Path library = folder.files().resolve(UUID.randomUUID() + ".so");
    return AttackReport.of(
        "library",
        "load " + library,
        () -> {
          try {
            Files.copy(body, library);
            return load(library);
          } finally {
            Files.deleteIfExists(library);
          }
        });
  }

  private static String load(Path library) {
    System.load(library.toAbsolutePath().toString());
    return "loaded " + library;
  }
}
