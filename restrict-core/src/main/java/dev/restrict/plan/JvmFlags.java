package dev.restrict.plan;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What flags of HotSpot will do after the lock, maybe months later: write files, or start programs.
 * Source: the manual of {@code java} and the source of JDK 17 and 25.
 */
final class JvmFlags {

  /**
   * A flag that writes files.
   *
   * @param flag as it was given
   * @param path a file, or the folder where files come to lie; they are made, renamed and removed
   *     there
   */
  record Writes(String flag, Path path) {}

  /** The decorations and options follow a further colon; a drive letter is no concern here. */
  private static final Pattern LOG = Pattern.compile("-Xlog:[^:]*:(?:file=)?(\"[^\"]+\"|[^:]+).*");

  private static final Pattern OLD_LOG = Pattern.compile("-Xloggc:(.+)");
  private static final Pattern SET = Pattern.compile("-XX:(\\w+)(?:=(.*))?");
  private static final Pattern SWITCH = Pattern.compile("-XX:([+-])(\\w+)");

  private final List<String> arguments;
  private final Path directory;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Boolean> switches = new LinkedHashMap<>();

  /**
   * @param arguments of the JVM; of a flag that is given twice the last one holds
   * @param directory the working directory
   */
  JvmFlags(List<String> arguments, Path directory) {
    this.arguments = List.copyOf(arguments);
    this.directory = directory;
    for (String argument : arguments) {
      Matcher onOff = SWITCH.matcher(argument);
      Matcher set = SET.matcher(argument);
      if (onOff.matches()) {
        switches.put(onOff.group(2), onOff.group(1).equals("+"));
      } else if (set.matches()) {
        values.put(set.group(1), Optional.ofNullable(set.group(2)).orElse(""));
      }
    }
  }

  /** Those that write files, in the order of this list. */
  List<Writes> writes() {
    List<Writes> all = new ArrayList<>();
    for (String argument : arguments) {
      Matcher log = LOG.matcher(argument);
      if (log.matches() && !isStream(log.group(1))) {
        // It is renamed and made anew when it is full: after 20 MB, if nothing else is said.
        add(argument, log.group(1).replace("\"", ""), all);
      }
      Matcher old = OLD_LOG.matcher(argument);
      if (old.matches()) {
        add(argument, old.group(1), all);
      }
    }
    if (switches.getOrDefault("HeapDumpOnOutOfMemoryError", false)) {
      String path = values.getOrDefault("HeapDumpPath", "");
      if (path.isEmpty()) {
        all.add(new Writes("-XX:+HeapDumpOnOutOfMemoryError", directory));
      } else {
        add("-XX:HeapDumpPath=" + path, path, all);
      }
    }
    String archive = values.get("ArchiveClassesAtExit");
    if (archive != null) {
      add("-XX:ArchiveClassesAtExit=" + archive, archive, all);
    }
    return all;
  }

  /** Those that start programs. */
  List<String> starts() {
    return values.entrySet().stream()
        .filter(one -> one.getKey().equals("OnError") || one.getKey().equals("OnOutOfMemoryError"))
        .map(one -> "-XX:%s=%s".formatted(one.getKey(), one.getValue()))
        .toList();
  }

  /** The one that records, if it is there: to a repository in the temporary folder. */
  Optional<String> records() {
    return arguments.stream()
        .filter(argument -> argument.startsWith("-XX:StartFlightRecording"))
        .findFirst();
  }

  private static boolean isStream(String output) {
    return output.equals("stdout") || output.equals("stderr");
  }

  private void add(String flag, String path, List<Writes> all) {
    try {
      all.add(new Writes(flag, directory.resolve(path).normalize()));
    } catch (InvalidPathException e) {
      // The JVM cannot write there either.
    }
  }
}
