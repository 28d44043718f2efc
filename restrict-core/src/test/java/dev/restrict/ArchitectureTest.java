package dev.restrict;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Policy is data, compiling it is pure, one room touches the kernel. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("restrict-test-support"))
          .importPackages("dev.restrict");

  @Test
  void oneRoomTouchesTheKernel() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.restrict.kernel")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(CLASSES);
  }

  @Test
  void compilingIsPure() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.restrict.promise", "dev.restrict.seccomp", "dev.restrict.landlock")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.restrict.kernel", "java.net..", "java.nio.channels..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.File")
        .check(CLASSES);
  }

  @Test
  void onlyTheFaceCallsTheKernelRoom() {
    classes()
        .that()
        .resideInAPackage("dev.restrict.kernel")
        .should()
        .onlyHaveDependentClassesThat()
        .resideInAnyPackage("dev.restrict", "dev.restrict.kernel")
        .check(CLASSES);
  }

  @Test
  void theTableKnowsNoCompiler() {
    noClasses()
        .that()
        .resideInAPackage("dev.restrict.promise")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.restrict.seccomp", "dev.restrict.landlock")
        .check(CLASSES);
  }
}
