package dev.restrict.audit;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Recording is below; the file, the suggestion, the explanation and the exports are on top. */
class RoomsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.restrict.audit");

  @Test
  void thereIsNoWayInACircle() {
    slices().matching("dev.restrict.audit.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void arrowsPointToTheRecording() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("tool")
        .definedBy("dev.restrict.audit")
        .layer("recording")
        .definedBy("dev.restrict.audit.recording")
        .layer("file")
        .definedBy("dev.restrict.audit.file")
        .layer("suggestion")
        .definedBy("dev.restrict.audit.suggestion")
        .layer("explanation")
        .definedBy("dev.restrict.audit.explanation")
        .layer("export")
        .definedBy("dev.restrict.audit.export")
        .whereLayer("tool")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("recording")
        .mayNotAccessAnyLayer()
        .whereLayer("file")
        .mayOnlyAccessLayers("recording")
        .whereLayer("suggestion")
        .mayOnlyAccessLayers("recording")
        .whereLayer("explanation")
        .mayOnlyAccessLayers("recording", "suggestion")
        .whereLayer("export")
        .mayOnlyAccessLayers("recording", "suggestion")
        .check(CLASSES);
  }
}
