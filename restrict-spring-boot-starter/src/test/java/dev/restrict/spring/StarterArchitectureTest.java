package dev.restrict.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.restrict.testing.Rooms;
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

  /** Every room, and which others it may use besides the public face. */
  private static final Rooms ROOMS =
      new Rooms(ROOT)
          .room("text")
          .room("test")
          .room("diagnostics")
          .room("audit", "diagnostics", "text")
          .room("lock", "audit", "diagnostics", "text")
          .room("autoconfigure", "audit", "diagnostics", "lock", "test")
          .room("actuate", "autoconfigure", "text")
          .room("health", "autoconfigure", "lock", "text")
          .room("metrics", "autoconfigure", "text")
          .room("trust", "autoconfigure", "diagnostics")
          .room("resolver", "autoconfigure", "diagnostics");

  @TestFactory
  Stream<DynamicTest> aRoomUsesOnlyWhatItMay() {
    return ROOMS.useOnlyWhatTheyMay(CLASSES);
  }

  @Test
  void everyRoomIsNamedHere() {
    ROOMS.areAllOf(CLASSES);
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
                            "dev\\.restrict\\.(kernel|host|lock|referee|plan|machine|seccomp|landlock|judge)")))
        .check(CLASSES);
  }
}
