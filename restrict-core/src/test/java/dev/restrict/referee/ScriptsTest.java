package dev.restrict.referee;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptsTest {

  @TempDir Path folder;

  @Test
  void firstLineNamesTheInterpreter() throws IOException {
    assertEquals(Optional.of("/bin/sh"), interpreter("#!/bin/sh\necho\n"));
    assertEquals(Optional.of("/usr/bin/env"), interpreter("#! \t/usr/bin/env python3\n"));
    assertEquals(Optional.of("/bin/sh"), interpreter("#!/bin/sh"));
  }

  @Test
  void whatIsNoScriptHasNone() throws IOException {
    assertEquals(Optional.empty(), interpreter(""));
    assertEquals(Optional.empty(), interpreter("\u007fELF#!/bin/sh"));
    assertEquals(Optional.empty(), interpreter("#!\n/bin/sh"));
    assertEquals(Optional.empty(), interpreter("#!sh\n"));
    assertEquals(Optional.empty(), Scripts.interpreter(folder));
    assertEquals(Optional.empty(), Scripts.interpreter(folder.resolve("gone")));
  }

  private Optional<String> interpreter(String text) throws IOException {
    return Scripts.interpreter(Files.writeString(folder.resolve("script"), text));
  }
}
