package dev.restrict.audit;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.RestrictException;
import dev.restrict.audit.export.OciSeccompProfile;
import dev.restrict.audit.export.PolicyYaml;
import dev.restrict.audit.export.SystemdUnit;
import dev.restrict.audit.file.AuditFile;
import dev.restrict.audit.recording.Recording;
import dev.restrict.audit.suggestion.Suggestion;
import dev.restrict.audit.suggestion.SuggestionDiff;
import dev.restrict.linux.Arch;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Merges, reads and compares audit files on the command line.
 *
 * <p>Exit codes: 0 done, and for {@code diff} nothing new; 1 {@code diff} found something newly
 * needed; 2 the arguments or a file are not valid.
 */
public final class AuditTool {

  static final int OK = 0;
  static final int NEWLY_NEEDED = 1;
  static final int BAD = 2;

  private static final String USAGE =
      """
      usage: java -cp restrict-core.jar dev.restrict.audit.AuditTool COMMAND
        merge FILE... -o OUT   the union of audit files, written to OUT
        suggest FILE           application.yml of what was recorded
        diff OLD NEW           what NEW newly needs; exit code 1 if anything
        oci FILE               a seccomp profile for container runtimes
        systemd FILE           a fragment of a systemd unit
      Placeholders such as ${user.dir} are resolved by oci and systemd on this machine;
      give -Duser.dir=... and the like for another.
      """;

  private AuditTool() {}

  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      return run(List.of(args), out, err);
    } catch (RestrictException | InvalidPathException e) {
      err.println(e.getMessage());
      return BAD;
    }
  }

  private static int run(List<String> args, PrintStream out, PrintStream err) {
    String command = args.isEmpty() ? "" : args.get(0);
    List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
    switch (command) {
      case "merge" -> {
        int option = rest.indexOf("-o");
        if (option >= 1 && option == rest.size() - 2) {
          merge(rest.subList(0, option), Path.of(rest.get(option + 1)));
          return OK;
        }
      }
      case "suggest" -> {
        if (rest.size() == 1) {
          out.print(PolicyYaml.of(suggestion(rest.get(0))));
          return OK;
        }
      }
      case "diff" -> {
        if (rest.size() == 2) {
          List<String> lines =
              SuggestionDiff.newlyNeeded(suggestion(rest.get(0)), suggestion(rest.get(1)));
          lines.forEach(out::println);
          return lines.isEmpty() ? OK : NEWLY_NEEDED;
        }
      }
      case "oci", "systemd" -> {
        if (rest.size() == 1) {
          Policy policy = suggestion(rest.get(0)).policy(Mode.ERROR, resolver());
          out.print(
              command.equals("oci")
                  ? OciSeccompProfile.of(policy, arch())
                  : SystemdUnit.of(policy, arch()));
          return OK;
        }
      }
      default -> {}
    }
    err.print(USAGE);
    return BAD;
  }

  private static Suggestion suggestion(String file) {
    return Suggestion.of(AuditFile.read(Path.of(file)));
  }

  private static void merge(List<String> files, Path out) {
    Recording all = Recording.empty();
    for (String file : files) {
      all = Recording.merge(all, AuditFile.read(Path.of(file)));
    }
    AuditFile.write(out, all);
  }

  /** As Spring resolves them: from the system properties. */
  private static UnaryOperator<String> resolver() {
    return path -> {
      int end = path.startsWith("${") ? path.indexOf('}') : -1;
      String value = end < 0 ? null : System.getProperty(path.substring(2, end));
      return value == null ? path : value + path.substring(end + 1);
    };
  }

  private static Arch arch() {
    String name = System.getProperty("os.arch");
    return Arch.of(name)
        .orElseThrow(() -> new RestrictException("the architecture " + name + " is not supported"));
  }
}
