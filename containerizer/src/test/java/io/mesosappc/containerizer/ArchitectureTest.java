package io.mesosappc.containerizer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of packages that docs/architecture.md draws. */
class ArchitectureTest {
  private static final String ROOT = "io.mesosappc.containerizer.";

  /** Top first: a package may call those after it. */
  private static final List<String> ORDER =
      List.of(
          "main",
          "cli",
          "agent",
          "daemon",
          "recovery",
          "protocol",
          "lifecycle",
          "executor",
          "pod",
          "image",
          "checkpoint",
          "request",
          "sandbox",
          "config",
          "files");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.mesosappc.containerizer");

  @Test
  void noPackageCallsUp() {
    for (int low = 0; low < ORDER.size(); low++) {
      for (int high = 0; high < low; high++) {
        noClasses()
            .that()
            .resideInAPackage(ROOT + ORDER.get(low) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ORDER.get(high) + "..")
            .allowEmptyShould(true)
            .check(CLASSES);
      }
    }
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    assertThat(
            CLASSES.stream()
                .map(c -> c.getPackageName().substring(ROOT.length()).split("\\.", -1)[0]))
        .allMatch(ORDER::contains);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void mesosMessagesStayAtTheEdges() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + "protocol..", ROOT + "executor..", ROOT + "agent..", ROOT + "cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.mesos..", "com.google.protobuf..")
        .check(CLASSES);
  }

  @Test
  void guiceIsForCompositionRoots() {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Module")
        .and()
        .haveSimpleNameNotEndingWith("Main")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.inject..")
        .check(CLASSES);
  }
}
