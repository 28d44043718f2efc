package dev.restrict;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.restrict.testing.Rooms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Policy is data, planning it is pure, few rooms touch the kernel, and a room uses only what its
 * package-info says.
 */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("restrict-test-support"))
          .importPackages("dev.restrict");

  /** Every room, and which others it may use besides the public face. */
  private static final Rooms ROOMS =
      new Rooms("dev.restrict")
          .room("linux")
          .room("text")
          .room("promise", "linux")
          .room("landlock", "linux")
          .room("judge", "landlock", "linux")
          .room("seccomp", "linux", "promise")
          .room("machine", "linux", "landlock")
          .room("plan", "linux", "promise", "landlock", "judge", "seccomp", "machine")
          .room("kernel", "linux")
          .room(
              "host",
              "linux",
              "promise",
              "landlock",
              "judge",
              "seccomp",
              "machine",
              "plan",
              "kernel",
              "net")
          .room(
              "referee",
              "linux",
              "promise",
              "landlock",
              "judge",
              "seccomp",
              "machine",
              "plan",
              "kernel",
              "host",
              "report",
              "audit.recording")
          .room("report")
          .room(
              "lock",
              "linux",
              "landlock",
              "judge",
              "seccomp",
              "machine",
              "plan",
              "kernel",
              "host",
              "referee",
              "report",
              "audit.recording")
          .room("net")
          .room("audit.recording", "linux", "text", "promise", "landlock", "judge")
          .room("audit.file", "text", "audit.recording", "promise")
          .room("audit.suggestion", "text", "audit.recording", "landlock", "promise")
          .room(
              "audit.explanation",
              "text",
              "audit.recording",
              "audit.suggestion",
              "landlock",
              "judge",
              "linux",
              "promise")
          .room("audit.export", "text", "linux", "promise", "audit.recording", "audit.suggestion")
          .room(
              "audit",
              "text",
              "linux",
              "audit.recording",
              "audit.file",
              "audit.suggestion",
              "audit.export");

  private static final List<String> PURE =
      List.of(
          "linux",
          "text",
          "promise",
          "landlock",
          "judge",
          "seccomp",
          "machine",
          "plan",
          "audit.recording",
          "audit.suggestion",
          "audit.explanation",
          "audit.export");

  @TestFactory
  Stream<DynamicTest> aRoomUsesOnlyWhatItMay() {
    return ROOMS.useOnlyWhatTheyMay(CLASSES);
  }

  @Test
  void everyRoomIsNamedHere() {
    ROOMS.areAllOf(CLASSES);
  }

  @Test
  void fewRoomsTouchTheKernel() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.restrict.kernel", "dev.restrict.host", "dev.restrict.lock", "dev.restrict.referee")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(CLASSES);
  }

  @Test
  void planningIsPure() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE.stream().map(ROOMS::packageOf).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.channels..", "com.sun.jna..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.File")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.net.Socket")
        .check(CLASSES);
  }

  @Test
  void theLockHasOneEntry() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.restrict.lock")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("dev\\.restrict\\.lock\\.(Enforcer|LandlockDomain|SeccompFilter|WarmUp)")
        .check(CLASSES);
  }

  @Test
  void noTwoTypesHaveOneName() {
    Map<String, List<String>> byName =
        CLASSES.stream()
            .filter(type -> !type.isAnonymousClass() && type.getEnclosingClass().isEmpty())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    TreeMap::new,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));
    assertThat(byName.values()).allSatisfy(same -> assertThat(same).hasSize(1));
    // Names that everybody takes for a type of the JDK or of a library that is used here.
    assertThat(byName).doesNotContainKeys("Entry", "Record", "NativeLibrary", "Resolver");
  }

  @Test
  void everyPackageSaysWhatItIsAndMarksItsNulls() throws IOException {
    Path root = Path.of("src/main/java/dev/restrict");
    try (Stream<Path> folders = Files.walk(root).filter(Files::isDirectory)) {
      for (Path folder : folders.toList()) {
        String[] sources = folder.toFile().list((dir, name) -> name.endsWith(".java"));
        if (sources.length == 0) {
          continue;
        }
        assertThat(folder.resolve("package-info.java"))
            .content()
            .contains("@" + NullMarked.class.getSimpleName())
            .contains("/**");
        // The public face is one package whatever its size; see its package-info.
        if (!folder.equals(root)) {
          assertThat(Arrays.asList(sources)).as(folder.toString()).hasSizeLessThanOrEqualTo(17);
        }
      }
    }
  }
}
