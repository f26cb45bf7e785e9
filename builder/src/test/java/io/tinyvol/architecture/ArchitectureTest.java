package io.tinyvol.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the architecture: which way the arrows point, and which types stay where. */
class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.tinyvol");

  /** A foreign package, and the only packages of ours that may use it. */
  private static final Map<String, List<String>> CONFINED =
      Map.ofEntries(
          Map.entry("org.rocksdb", List.of("io.tinyvol.cas.rocks..")),
          Map.entry("picocli", List.of("io.tinyvol.cli..")),
          Map.entry("com.fasterxml.jackson", List.of("io.tinyvol.json..")),
          Map.entry("me.tongfei", List.of("io.tinyvol.cli..")),
          Map.entry("com.github.luben", List.of("io.tinyvol.cas.codec..", "io.tinyvol.unpack..")),
          Map.entry("net.jpountz", List.of("io.tinyvol.cas.codec..")),
          Map.entry("org.tukaani", List.of("io.tinyvol.unpack..")),
          Map.entry("org.eclipse.jetty", List.of("io.tinyvol.daemon..")),
          Map.entry("io.prometheus", List.of("io.tinyvol.daemon..")),
          Map.entry("org.slf4j", List.of("io.tinyvol.daemon..", "io.tinyvol.cli.command..")),
          Map.entry("ch.qos.logback", List.of("io.tinyvol.daemon..")),
          Map.entry("org.apache.hc", List.of("io.tinyvol.remote..")));

  @Test
  void arrowsPointDown() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("builder")
        .definedBy(
            "io.tinyvol.builder..",
            "io.tinyvol.cli..",
            "io.tinyvol.daemon..",
            "io.tinyvol.ext4..",
            "io.tinyvol.json..",
            "io.tinyvol.oci..",
            "io.tinyvol.remote..",
            "io.tinyvol.service..",
            "io.tinyvol.tar..",
            "io.tinyvol.tree..",
            "io.tinyvol.unpack..")
        .layer("blockdev")
        .definedBy("io.tinyvol.blockdev..")
        .layer("tinyvol")
        .definedBy("io.tinyvol.volume..")
        .layer("cas")
        .definedBy("io.tinyvol.cas..", "io.tinyvol.posix..")
        .whereLayer("builder")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("blockdev")
        .mayOnlyBeAccessedByLayers("builder")
        .whereLayer("tinyvol")
        .mayOnlyBeAccessedByLayers("blockdev", "builder")
        .check(OURS);
  }

  @Test
  void theLibraryDoesNotKnowTheCommand() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tinyvol.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.tinyvol.cli..")
        .check(OURS);
  }

  @Test
  void modulesHaveNoCircles() {
    slices().matching("io.tinyvol.(*)..").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void foreignTypesStayInTheirPackage() {
    CONFINED.forEach(
        (foreign, homes) ->
            noClasses()
                .that()
                .resideOutsideOfPackages(homes.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(foreign + "..")
                .check(OURS));
  }

  @Test
  void foreignFunctionsAreCalledInOnePackage() {
    DescribedPredicate<JavaClass> linker =
        describe(
            "java.lang.foreign.Linker and its kin",
            type ->
                type.getPackageName().equals("java.lang.foreign")
                    && !type.getSimpleName().equals("MemorySegment"));
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tinyvol.posix")
        .should()
        .dependOnClassesThat(linker)
        .check(OURS);
  }

  @Test
  void publicSignaturesShowNoForeignTypes() {
    ArchRule rule =
        methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat(resideInAnyPackage("io.tinyvol.."))
            .and()
            .areDeclaredInClassesThat(
                describe("are public", type -> type.getModifiers().toString().contains("PUBLIC")))
            .should(showNoForeignTypes());
    rule.check(OURS);
  }

  private static ArchCondition<JavaMethod> showNoForeignTypes() {
    return new ArchCondition<>("show no foreign types") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        Stream.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
            .filter(type -> CONFINED.keySet().stream().anyMatch(type.getPackageName()::startsWith))
            .forEach(
                type ->
                    events.add(
                        SimpleConditionEvent.violated(
                            method, method.getFullName() + " shows " + type.getName())));
      }
    };
  }

  @Test
  void formatsDoNoInput() {
    classes()
        .that()
        .resideInAPackage("..format")
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are not for I/O",
                type ->
                    !type.getPackageName().startsWith("java.nio.channels")
                        && !type.getPackageName().startsWith("java.nio.file")
                        && !type.getPackageName().startsWith("java.net")
                        && !type.isAssignableTo("java.io.InputStream")
                        && !type.isAssignableTo("java.io.OutputStream")
                        && !type.isAssignableTo("java.io.RandomAccessFile")))
        .check(OURS);
  }
}
