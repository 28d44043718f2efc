package dev.restrict.spring.locked;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import dev.restrict.spring.RestrictLockedEvent;
import dev.restrict.spring.RestrictReducer;
import dev.restrict.spring.RestrictViolationEvent;
import dev.restrict.testing.Sys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A small web application that attacks itself, locked for real in a JVM of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class LockedApplication {

  private final RestrictReducer reducer;

  LockedApplication(RestrictReducer reducer) {
    this.reducer = reducer;
  }

  public static void main(String[] arguments) throws Exception {
    if (List.of(arguments).contains("--blocking-thread")) {
      startThreadThatBlocksEverySignal();
    }
    Sys.ready();
    SpringApplication.run(LockedApplication.class, arguments);
  }

  /** As a native library may do. JNA's own function blocks the signals, then sleeps. */
  private static void startThreadThatBlocksEverySignal() throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              Sys.require("rt_sigprocmask", 0, Sys.signalMask(), null, 8); // SIG_BLOCK
              Function sleep = NativeLibrary.getInstance("c").getFunction("sleep");
              sleep.invokeInt(new Object[] {600});
            },
            "blocker");
    thread.setDaemon(true);
    thread.start();
    Thread.sleep(500);
  }

  @EventListener
  void locked(RestrictLockedEvent event) {
    System.out.println("EVENT locked " + event.getStatus().promises());
  }

  @EventListener
  void violation(RestrictViolationEvent event) {
    System.out.printf(
        "EVENT violation %s %d more, newest %s%n",
        event.getKind(), event.getMore(), event.getNewest().isPresent());
  }

  /** Denied calls. */
  @GetMapping("/attack")
  String attack(@RequestParam int threads, @RequestParam int calls) throws InterruptedException {
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < calls; n++) {
                  Sys.call("getpriority", 0, 0);
                }
              });
      thread.start();
      all.add(thread);
    }
    for (Thread thread : all) {
      thread.join();
    }
    return "done";
  }

  @GetMapping("/read")
  String read(@RequestParam String path) {
    try {
      return "read " + Files.size(Path.of(path)) + Files.readString(Path.of(path)).length();
    } catch (Exception ex) {
      return "refused " + ex;
    }
  }

  @GetMapping("/udp")
  long udp() {
    return Sys.call("socket", 2, 2, 0);
  }

  @GetMapping("/reduce")
  String reduce(@RequestParam String promises) {
    return String.valueOf(reducer.reduce(promises).promises());
  }

  @GetMapping("/heap")
  long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
