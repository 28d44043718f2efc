package dev.restrict.promise;

import dev.restrict.Promise;
import dev.restrict.Restrict;
import dev.restrict.Violation;
import dev.restrict.testing.Sys;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs the program of a promise under a lock, with it or without it.
 *
 * <p>Arguments: {@code with} or {@code without}, the promise, an empty folder. Prints a line for
 * each step, and the denied calls that it made.
 */
public final class PromiseProgram {

  private PromiseProgram() {}

  public static void main(String[] arguments) throws Exception {
    Promise promise = Promise.of(arguments[1]);
    Sys.ready();
    Map<String, PromisePrograms.Step> steps = PromisePrograms.steps(promise, Path.of(arguments[2]));
    String promises = PromisePrograms.table().get(promise).base();
    if (promise != Promise.ERROR) {
      promises += " error";
    }
    if (arguments[0].equals("with")) {
      promises += " " + promise;
    }
    Restrict.syscalls(promises);
    for (Map.Entry<String, PromisePrograms.Step> step : steps.entrySet()) {
      try {
        step.getValue().run();
        System.out.println("STEP ok " + step.getKey());
      } catch (Exception | LinkageError e) {
        System.out.println("STEP refused " + step.getKey() + ": " + causes(e));
      }
    }
    for (Violation violation : Restrict.violations()) {
      System.out.println("VIOLATION " + violation);
    }
    System.out.println("END");
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static String causes(Throwable e) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      text.append(cause).append("; ");
    }
    return text.toString().replace('\n', ' ');
  }
}
