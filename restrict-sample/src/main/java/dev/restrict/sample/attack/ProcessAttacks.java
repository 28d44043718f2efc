package dev.restrict.sample.attack;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Attacks on other processes, and on this one's memory. */
@RestController
@Profile("attack")
@RequestMapping(
    path = "/attack",
    method = {RequestMethod.GET, RequestMethod.POST})
class ProcessAttacks {

  private static final Path SELF = Path.of("/proc/self");

  @RequestMapping("/shell")
  AttackReport shell(@RequestParam(defaultValue = "id") String command) {
    return AttackReport.of(
        "shell",
        "sh -c " + command,
        () -> {
          Process shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
          String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          if (!shell.waitFor(10, TimeUnit.SECONDS)) {
            shell.destroyForcibly();
          }
          return "exit code %d: %s".formatted(shell.waitFor(), output.strip());
        });
  }

  /**
   * Writes to a page that is mapped without write permission, which /proc/self/mem allows: the way
   * to change machine code from Java alone. It puts back the bytes that are there already.
   */
  @RequestMapping("/proc-mem")
  AttackReport procMem() {
    return AttackReport.of(
        "proc-mem",
        "write /proc/self/mem",
        () -> {
          try (RandomAccessFile file = new RandomAccessFile(SELF.resolve("mem").toFile(), "rw")) {
            long address = startOfCode();
            FileChannel memory = file.getChannel();
            ByteBuffer bytes = ByteBuffer.allocate(16);
            memory.read(bytes, address);
            bytes.flip();
            int written = memory.write(bytes, address);
            return "wrote %d bytes of machine code at 0x%x".formatted(written, address);
          }
        });
  }

  @RequestMapping("/environ-of-parent")
  AttackReport environOfParent() {
    return AttackReport.of(
        "environ-of-parent",
        "read /proc/<parent>/environ",
        () -> {
          // The parent's id is the fourth field; the second may have blanks, but ends with the last
          // bracket.
          String stat = Files.readString(SELF.resolve("stat"));
          String parent = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3)[1];
          byte[] environ = Files.readAllBytes(Path.of("/proc", parent, "environ"));
          return "%d bytes of the environment of process %s".formatted(environ.length, parent);
        });
  }

  private static long startOfCode() throws Exception {
    List<String> maps = Files.readAllLines(SELF.resolve("maps"));
    String code =
        maps.stream()
            .filter(line -> line.contains(" r-xp ") && line.endsWith("/libjvm.so"))
            .findFirst()
            .orElseThrow();
    return Long.parseUnsignedLong(code.substring(0, code.indexOf('-')), 16);
  }
}
