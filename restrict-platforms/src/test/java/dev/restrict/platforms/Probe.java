package dev.restrict.platforms;

import dev.restrict.Mode;
import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.RestrictException;
import dev.restrict.Violation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Runs in a container: locks itself, tries what the lock refuses, and says what came of it, a line
 * {@code name: value} for each. It uses nothing but the JDK and the library's public face, so that
 * what cannot be had in a container is the library's to cope with.
 */
final class Probe {

  private static final Path OPEN = Path.of("/app/open/file");
  private static final Path CLOSED = Path.of("/app/closed/file");
  private static final int THREADS = 20;
  private static final int ATTEMPTS = 25;
  private static final long PAUSE_MILLIS = 1_100;
  private static final long NANOS_TO_RECORD = TimeUnit.SECONDS.toNanos(5);

  private Probe() {}

  /**
   * Arguments: the run, a port that may be connected to, one that may not, and, if it is not to
   * fail, what to do where the kernel lacks a layer.
   */
  public static void main(String[] args) throws Exception {
    Run run = Run.of(args[0]);
    int open = Integer.parseInt(args[1]);
    int closed = Integer.parseInt(args[2]);
    OnUnsupported onUnsupported =
        args.length > 3 ? OnUnsupported.valueOf(args[3]) : OnUnsupported.FAIL;
    CountDownLatch locked = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    List<Future<String>> readers = olderThanTheLock(pool, locked);
    try {
      Restrict.lock(policy(run, open, onUnsupported));
    } catch (RestrictException e) {
      say("refused", e.getMessage());
      Runtime.getRuntime().halt(255);
    }
    locked.countDown();
    say("state", Restrict.status().state());
    say("referee", Restrict.status().referee());
    Restrict.status().notices().forEach(notice -> say("notice", notice));
    say("granted", granted(open));
    say("threads", together(readers));
    boolean recorded = run.mode() != Mode.KILL;
    say("file", attempt(recorded, path(CLOSED.toString()), () -> Files.readString(CLOSED)));
    say("connect", attempt(recorded, path(":" + closed), () -> connect(closed)));
    say("bind", attempt(recorded, path(":0"), () -> bind()));
    if (run == Run.CHILDREN || run == Run.AUDIT) {
      say("child", child());
    }
    if (run != Run.CHILDREN) {
      say("shell", attempt(recorded, Probe::startsAProgram, () -> shell("true")));
    }
    Runtime.getRuntime().halt(0);
  }

  private static Policy policy(Run run, int open, OnUnsupported onUnsupported) {
    Policy.Builder policy =
        Policy.builder()
            .promises(run.promises())
            .mode(run.mode())
            .onUnsupported(onUnsupported)
            .observePaths(run.mode() == Mode.ERROR)
            .access(OPEN.getParent(), "r")
            .port(open, "c");
    if (run == Run.CHILDREN) {
      policy.access(Path.of("/usr"), "rx").access(Path.of("/etc"), "r");
    }
    return policy.build();
  }

  private static List<Future<String>> olderThanTheLock(ExecutorService pool, CountDownLatch locked)
      throws InterruptedException {
    CountDownLatch started = new CountDownLatch(THREADS);
    List<Future<String>> readers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      readers.add(
          pool.submit(
              () -> {
                started.countDown();
                locked.await();
                return answer(() -> Files.readString(CLOSED));
              }));
    }
    started.await();
    return readers;
  }

  /** One answer if all threads had the same. */
  private static String together(List<Future<String>> readers) throws Exception {
    List<String> answers = new ArrayList<>();
    for (Future<String> reader : readers) {
      answers.add(reader.get());
    }
    return String.join("; ", answers.stream().distinct().sorted().toList());
  }

  private static String granted(int open) {
    return answer(
        () -> {
          System.gc();
          Class.forName("java.util.concurrent.Phaser");
          connect(open);
          return Files.readString(OPEN);
        });
  }

  private static Object connect(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    }
  }

  private static Object bind() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    }
  }

  private static String shell(String command) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    shell.waitFor();
    return said;
  }

  /**
   * A shell, whose child makes a call that no promise grants, lives on. The folder cannot be made
   * in any case, for where it would be has no room for it.
   */
  private static String child() throws IOException, InterruptedException {
    long before = Restrict.status().violations();
    String said = shell("mkdir /proc/never; echo lives");
    String answer = said.contains("Function not implemented") ? "ENOSYS" : "went on";
    boolean seen =
        !recorded(
                before,
                violation ->
                    violation.syscall().startsWith("mkdir")
                        && violation.pid() != ProcessHandle.current().pid())
            .isEmpty();
    return (said.strip().endsWith("lives") ? "lives, " : said.strip() + ", ")
        + answer
        + (seen ? ", recorded" : ", not recorded");
  }

  private static Predicate<Violation> path(String end) {
    return violation -> violation.path().filter(path -> path.endsWith(end)).isPresent();
  }

  private static boolean startsAProgram(Violation violation) {
    return Answer.PROGRAM_STARTS.contains(violation.syscall());
  }

  /**
   * Tries something, and says how it ended and what of it was recorded. A JVM that is busy misses a
   * stack, and then no call is held for a second, so it is tried again.
   *
   * @param like the record that there has to be
   */
  private static String attempt(boolean isRecorded, Predicate<Violation> like, Callable<?> action)
      throws InterruptedException {
    for (int i = 1; ; i++) {
      long before = Restrict.status().violations();
      String answer = answer(action);
      if (!isRecorded) {
        return answer;
      }
      List<Violation> seen = recorded(before, like);
      boolean stack = seen.stream().anyMatch(Probe::hasStack);
      if (stack || seen.isEmpty() || i == ATTEMPTS) {
        return Answer.with(
            answer, seen, seen.stream().anyMatch(violation -> violation.path().isPresent()), stack);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean hasStack(Violation violation) {
    return violation.stack().stream().anyMatch(frame -> frame.contains(Probe.class.getName()));
  }

  /** What is like this among what was counted since. */
  private static List<Violation> recorded(long before, Predicate<Violation> like) {
    long end = System.nanoTime() + NANOS_TO_RECORD;
    while (true) {
      List<Violation> all = Restrict.violations();
      long since = Restrict.status().violations() - before;
      List<Violation> seen =
          all.subList((int) Math.max(0, all.size() - since), all.size()).stream()
              .filter(like)
              .toList();
      if (!seen.isEmpty() || System.nanoTime() > end) {
        return seen;
      }
      Thread.onSpinWait();
    }
  }

  /** {@code ok}, or errno by its name where the exception tells it. */
  private static String answer(Callable<?> action) {
    try {
      action.call();
      return "ok";
    } catch (Exception e) {
      return Answer.of(e.toString());
    }
  }

  private static void say(String name, Object value) {
    System.out.println(name + ": " + value.toString().replace('\n', ' '));
  }
}
