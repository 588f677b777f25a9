package io.mesosappc.isolators;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackageOrderTest {
  private static final String ROOT = "io.mesosappc.isolators.";

  /** Each may use those after it. */
  private static final List<String> TOP_DOWN =
      List.of(
          "launch",
          "podinit",
          "cgroup",
          "mount",
          "capability",
          "device",
          "proc",
          "types",
          "syscall");

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.mesosappc.isolators");

  @Test
  void arrowsPointDown() {
    LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : TOP_DOWN) {
      layers = layers.layer(name).definedBy(ROOT + name + "..");
    }
    for (int i = 0; i < TOP_DOWN.size(); i++) {
      layers =
          i == 0
              ? layers.whereLayer(TOP_DOWN.get(0)).mayNotBeAccessedByAnyLayer()
              : layers
                  .whereLayer(TOP_DOWN.get(i))
                  .mayOnlyBeAccessedByLayers(TOP_DOWN.subList(0, i).toArray(new String[0]));
    }
    layers.check(OURS);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void onlySyscallUsesJna() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "syscall")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(OURS);
  }

  @Test
  void nothingLogsOrInjects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.google.inject..", "jakarta.inject..", "org.slf4j..", "com.google.protobuf..")
        .check(OURS);
  }
}
