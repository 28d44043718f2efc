package dev.restrict.sample.attack;

import dev.restrict.sample.data.DataFolder;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Attacks on files outside the data folder. */
@RestController
@Profile("attack")
@RequestMapping(
    path = "/attack",
    method = {RequestMethod.GET, RequestMethod.POST})
class FileAttacks {

  private final DataFolder folder;

  FileAttacks(DataFolder folder) {
    this.folder = folder;
  }

  /** The classic: the name that a client sent is joined to the folder, dots and all. */
  @RequestMapping("/traversal")
  AttackReport traversal(
      @RequestParam(defaultValue = "../../../../../../../../../../../../etc/passwd") String name) {
    File file = new File(folder.files().toFile(), name);
    return AttackReport.of(
        "traversal", "read " + file, () -> Files.readString(file.toPath()).strip());
  }

  @RequestMapping("/write-outside")
  AttackReport writeOutside(
      @RequestParam(defaultValue = "/tmp/restrict-sample-was-here") String path) {
    return AttackReport.of(
        "write-outside",
        "write " + path,
        () -> {
          byte[] bytes = "an intruder was here\n".getBytes(StandardCharsets.UTF_8);
          return "wrote %d bytes to %s".formatted(bytes.length, Files.write(Path.of(path), bytes));
        });
  }

  /** Deletes exactly what it is told to, so that nobody loses a file by following a link. */
  @RequestMapping("/neighbours")
  AttackReport neighbours(@RequestParam(required = false) String path) {
    if (path == null) {
      return new AttackReport(
          "neighbours", "nothing", false, "give ?path= of a file beside " + folder.root());
    }
    return AttackReport.of(
        "neighbours",
        "delete " + path,
        () -> {
          Files.delete(Path.of(path));
          return "deleted " + path;
        });
  }
}
