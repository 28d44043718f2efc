package dev.restrict.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which rooms of the starter use which others, and that of core they use no room of the kernel. */
class StarterArchitectureTest {

  private static final String ROOT = "dev.restrict.spring";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** Every room, and which others it may use besides the public face and the words. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          room("text"),
          room("test"),
          room("diagnostics"),
          room("audit", "diagnostics"),
          room("lock", "audit", "diagnostics"),
          room("autoconfigure", "audit", "diagnostics", "lock", "test"),
          room("actuate", "autoconfigure"),
          room("health", "autoconfigure"),
          room("metrics", "autoconfigure"),
          room("trust", "autoconfigure", "diagnostics"),
          room("resolver", "autoconfigure", "diagnostics"));

  private static Map.Entry<String, List<String>> room(String name, String... mayUse) {
    return Map.entry(name, List.of(mayUse));
  }

  @TestFactory
  Stream<DynamicTest> aRoomUsesOnlyWhatItMay() {
    return MAY_USE.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      List<String> mayUse =
                          new ArrayList<>(
                              List.of(ROOT, ROOT + ".text", ROOT + "." + entry.getKey()));
                      entry.getValue().forEach(room -> mayUse.add(ROOT + "." + room));
                      classes()
                          .that()
                          .resideInAPackage(ROOT + "." + entry.getKey())
                          .should()
                          .onlyDependOnClassesThat(
                              DescribedPredicate.describe(
                                  "are in " + mayUse,
                                  (JavaClass type) ->
                                      !type.getPackageName().startsWith(ROOT)
                                          || mayUse.contains(type.getPackageName())))
                          .check(CLASSES);
                    }));
  }

  @Test
  void everyRoomIsNamedHere() {
    assertThat(
            CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .distinct())
        .containsExactlyInAnyOrderElementsOf(MAY_USE.keySet());
  }

  @Test
  void theLockIsAskedByItsInterfaceAlone() {
    classes()
        .that()
        .resideInAPackage(ROOT + "..")
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are in no room of core that plans or touches the kernel",
                (JavaClass type) ->
                    !type.getPackageName()
                        .matches(
                            "dev\\.restrict\\.(kernel|host|lock|referee|plan|seccomp|landlock|judge)")))
        .check(CLASSES);
  }
}
