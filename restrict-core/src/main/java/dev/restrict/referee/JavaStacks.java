package dev.restrict.referee;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The Java stack of a thread that the kernel names by its id. The JVM tells which is which only in
 * its thread dump, so the dump is taken once for each new thread; after that, only the one thread
 * is asked. A thread that waits in a system call is at a safepoint already, so asking it waits for
 * nothing.
 */
final class JavaStacks {

  private static final int FRAMES = 64;
  private static final int KNOWN = 4096;

  /**
   * {@code "name" #35 [1234] daemon prio=5 … nid=0x4d2 …}; the number is hexadecimal up to Java 20.
   */
  private static final Pattern LINE =
      Pattern.compile("^\".*\" #(\\d+) .*\\bnid=(0x[0-9a-f]+|\\d+)\\b.*", Pattern.MULTILINE);

  private final Map<Integer, Long> known = new ConcurrentHashMap<>();

  /** Innermost frame first; empty for a thread that runs no Java, has ended, or cannot be told. */
  List<String> of(int tid) {
    try {
      Long id = known.get(tid);
      ThreadInfo info = id == null ? null : info(id);
      if (info == null) {
        learn();
        id = known.get(tid);
        info = id == null ? null : info(id);
      }
      return info == null
          ? List.of()
          : Arrays.stream(info.getStackTrace()).map(JavaStacks::line).toList();
    } catch (JMException | LinkageError | SecurityException e) {
      // A JVM without the modules java.management and jdk.management has no such dump.
      return List.of();
    }
  }

  /** Without the names of modules and class loaders. */
  private static String line(StackTraceElement frame) {
    return new StackTraceElement(
            frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber())
        .toString();
  }

  /** Loads what asking requires, which might be out of reach after the lock. */
  void warmUp() {
    of((int) ProcessHandle.current().pid());
  }

  private static ThreadInfo info(long id) {
    return ManagementFactory.getThreadMXBean().getThreadInfo(id, FRAMES);
  }

  private void learn() throws JMException {
    if (known.size() > KNOWN) {
      known.clear();
    }
    Object dump =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "threadPrint",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    Matcher line = LINE.matcher(dump.toString());
    while (line.find()) {
      known.put(Long.decode(line.group(2)).intValue(), Long.parseLong(line.group(1)));
    }
  }
}
