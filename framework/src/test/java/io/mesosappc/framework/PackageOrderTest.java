package io.mesosappc.framework;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackageOrderTest {
  private static final String ROOT = "io.mesosappc.framework.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.mesosappc.framework");

  @Test
  void callsGoDownTheList() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("main")
        .definedBy(ROOT + "main")
        .layer("deployment")
        .definedBy(ROOT + "deployment")
        .layer("offers")
        .definedBy(ROOT + "offers")
        .layer("task")
        .definedBy(ROOT + "task")
        .layer("mesos")
        .definedBy(ROOT + "mesos")
        .layer("message")
        .definedBy(ROOT + "mesos.message")
        .layer("state")
        .definedBy(ROOT + "state")
        .layer("marathon")
        .definedBy(ROOT + "definition.marathon")
        .layer("definition")
        .definedBy(ROOT + "definition")
        .whereLayer("main")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("deployment")
        .mayOnlyBeAccessedByLayers("main")
        .whereLayer("offers")
        .mayOnlyBeAccessedByLayers("main", "deployment")
        .whereLayer("task")
        .mayOnlyBeAccessedByLayers("main", "deployment")
        .whereLayer("mesos")
        .mayOnlyBeAccessedByLayers("main", "deployment")
        .whereLayer("message")
        .mayOnlyBeAccessedByLayers("main", "deployment", "offers", "task", "mesos")
        .whereLayer("state")
        .mayOnlyBeAccessedByLayers("main", "deployment")
        .whereLayer("marathon")
        .mayOnlyBeAccessedByLayers("main")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.mesosappc.framework.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void mesosMessagesStayInTheirPackages() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "mesos..", ROOT + "task")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.mesos..")
        .check(CLASSES);
  }

  @Test
  void onlyModulesAndMainImportGuice() {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Module")
        .and()
        .haveSimpleNameNotEndingWith("Main")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google.inject..")
        .check(CLASSES);
  }
}
