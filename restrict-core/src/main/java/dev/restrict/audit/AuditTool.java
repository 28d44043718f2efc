package dev.restrict.audit;

import dev.restrict.RestrictException;
import dev.restrict.audit.export.Export;
import dev.restrict.audit.export.Exported;
import dev.restrict.audit.export.Exports;
import dev.restrict.audit.file.AuditFile;
import dev.restrict.audit.recording.Recording;
import dev.restrict.audit.suggestion.Suggestion;
import dev.restrict.audit.suggestion.SuggestionDiff;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Merges, compares and exports audit files on the command line: the main class of the library's
 * jar. It needs nothing but that jar.
 *
 * <p>Exit codes: 0 done, and for {@code diff} nothing new; 1 {@code diff} found something newly
 * needed; 2 the arguments or a file are not valid.
 */
public final class AuditTool {

  static final int OK = 0;
  static final int NEWLY_NEEDED = 1;
  static final int BAD = 2;

  /** How it is started. */
  private static final String START = "java -jar restrict-core.jar";

  private AuditTool() {}

  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** The command that shows the policy that a file suggests. */
  public static String toSuggest(Path file) {
    return START + " suggest " + file;
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
    Optional<Export> export = Exports.ofCommand(command);
    if (export.isPresent() && rest.size() == 1) {
      out.print(export(export.get(), rest.get(0)));
      return OK;
    }
    if (command.equals("diff") && rest.size() == 2) {
      return diff(rest.get(0), rest.get(1), out);
    }
    int option = rest.indexOf("-o");
    if (command.equals("merge") && option >= 1 && option == rest.size() - 2) {
      merge(rest.subList(0, option), Path.of(rest.get(option + 1)));
      return OK;
    }
    err.print(usage());
    return BAD;
  }

  private static String export(Export export, String file) {
    Exported suggested =
        Exported.suggested(suggestion(file), System::getProperty, System.getProperty("os.arch"));
    return export.write(suggested).orElseThrow(() -> new RestrictException(export.missing()));
  }

  private static int diff(String old, String now, PrintStream out) {
    List<String> lines = SuggestionDiff.newlyNeeded(suggestion(old), suggestion(now));
    lines.forEach(out::println);
    return lines.isEmpty() ? OK : NEWLY_NEEDED;
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

  private static String usage() {
    StringBuilder usage = new StringBuilder("usage: " + START + " COMMAND\n");
    line(usage, "merge FILE... -o OUT", "the union of audit files, written to OUT");
    line(usage, "diff OLD NEW", "what NEW newly needs; exit code 1 if anything");
    for (Export export : Exports.ALL) {
      String shorter = export.shortCommand().map(word -> ", or " + word + " for short").orElse("");
      line(usage, export.id() + " FILE", export.summary() + shorter);
    }
    return usage
        .append(
            """
            application.yml keeps placeholders such as ${user.dir}. The other exports have paths of this
            machine; give -Duser.dir=... and the like before -jar for another.
            """)
        .toString();
  }

  private static void line(StringBuilder usage, String command, String what) {
    usage.append("  %-22s %s%n".formatted(command, what));
  }
}
