package io.mesosappc.appc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.mesosappc.appc");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.mesosappc.appc.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void arrowsPointDownAndNeighboursDoNotKnowEachOther() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("provision")
        .definedBy("..appc.provision..")
        .layer("render")
        .definedBy("..appc.render..")
        .layer("store")
        .definedBy("..appc.store..")
        .layer("fetch")
        .definedBy("..appc.fetch..")
        .layer("trust")
        .definedBy("..appc.trust..")
        .layer("encryption")
        .definedBy("..appc.encryption..")
        .layer("docker")
        .definedBy("..appc.docker..")
        .layer("discovery")
        .definedBy("..appc.discovery..")
        .layer("image")
        .definedBy("..appc.image..")
        .layer("cache")
        .definedBy("..appc.cache..")
        .layer("schema")
        .definedBy("..appc.schema..")
        .whereLayer("provision")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("render")
        .mayOnlyBeAccessedByLayers("provision")
        .whereLayer("store")
        .mayOnlyBeAccessedByLayers("provision", "render")
        .whereLayer("fetch")
        .mayOnlyBeAccessedByLayers("provision")
        .whereLayer("trust")
        .mayOnlyBeAccessedByLayers("provision")
        .whereLayer("encryption")
        .mayOnlyBeAccessedByLayers("provision")
        .whereLayer("docker")
        .mayOnlyBeAccessedByLayers("provision")
        .whereLayer("discovery")
        .mayOnlyBeAccessedByLayers("provision")
        .whereLayer("image")
        .mayOnlyBeAccessedByLayers("provision", "store", "docker", "discovery")
        .whereLayer("cache")
        .mayOnlyBeAccessedByLayers("provision", "fetch", "discovery")
        .whereLayer("schema")
        .mayOnlyBeAccessedByLayers(
            "provision", "render", "store", "trust", "encryption", "docker", "discovery", "image")
        .check(CLASSES);
  }

  @Test
  void nothingHereUsesNativeCodeInjectionOrLogging() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.sun.jna..", "com.google.inject..", "jakarta.inject..", "org.slf4j..")
        .check(CLASSES);
  }
}
