package dev.restrict.platforms;

import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.Facts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Runs in a guest that has another kernel, see {@code kernels/matrix.sh}: each run of {@link Probe}
 * as it is run in containers. A line for each says {@code whole}, or what differs from that.
 */
final class KernelProbes {

  private KernelProbes() {}

  /** Arguments: a constant of {@link dev.restrict.OnUnsupported}, and flags for the JVMs. */
  public static void main(String[] args) throws IOException {
    String[] flags = Arrays.copyOfRange(args, 1, args.length);
    for (Run run : Run.values()) {
      if (!run.isSample()) {
        System.out.println(run.word() + ": " + result(run, args[0], flags));
      }
    }
  }

  private static String result(Run run, String onUnsupported, String... flags) throws IOException {
    try (ServerSocket open = listener();
        ServerSocket closed = listener()) {
      ChildJvm.Result result =
          ChildJvm.child()
              .jvm(flags)
              .run(
                  Probe.class,
                  run.word(),
                  String.valueOf(open.getLocalPort()),
                  String.valueOf(closed.getLocalPort()),
                  onUnsupported);
      System.out.println(result.output().indent(2));
      Map<String, String> facts = Facts.in(result.output());
      return facts.containsKey("refused")
          ? "refused: " + facts.get("refused")
          : differences(run, result.exit(), facts);
    }
  }

  private static String differences(Run run, int exit, Map<String, String> facts) {
    Setting any = Settings.ALL.get(0);
    List<String> seen = Outcome.of(any, run, exit, facts).cells();
    List<String> whole = Outcome.whole(any, run).cells();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < whole.size(); i++) {
      if (!seen.get(i).equals(whole.get(i))) {
        differences.add(Outcome.COLUMNS.get(i) + " " + seen.get(i));
      }
    }
    return differences.isEmpty() ? "whole" : String.join(", ", differences);
  }

  private static ServerSocket listener() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }
}
