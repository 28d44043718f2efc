package dev.restrict.sample.attack;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** No attacks: what a JVM does on its own and must still be able to do under the lock. */
@RestController
@Profile("attack")
@RequestMapping(
    path = "/attack",
    method = {RequestMethod.GET, RequestMethod.POST})
class JvmExercises {

  /** Of a module, a jar and a package of its own that the service has no other use for. */
  private static final List<String> LATE =
      List.of("javax.naming.ldap.LdapName", "org.h2.tools.Csv", "dev.restrict.sample.attack.Late");

  record Collections(String exercise, int forced, long counted) {}

  @RequestMapping("/gc")
  Collections gc(@RequestParam(defaultValue = "10") int times) {
    int forced = Math.max(1, Math.min(times, 100));
    long before = collections();
    for (int i = 0; i < forced; i++) {
      System.gc();
    }
    return new Collections("gc", forced, collections() - before);
  }

  @RequestMapping("/late-class")
  @SuppressWarnings("ReturnValueIgnored") // asked for its constructors, a class is linked too
  AttackReport lateClass() {
    return AttackReport.of(
        "late-class",
        "load " + String.join(", ", LATE),
        () -> {
          for (String name : LATE) {
            Class.forName(name).getDeclaredConstructors();
          }
          return new Late().greeting();
        });
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }
}
