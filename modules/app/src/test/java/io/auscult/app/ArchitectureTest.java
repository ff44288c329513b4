/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom. */
class ArchitectureTest {

  private static final String KAFKA_CLIENTS = "org.apache.kafka.(clients|common)..";
  private static final String KAFKA_STREAMS = "org.apache.kafka.streams..";
  private static final String KAFKA_SERVER = "kafka..";
  private static final String DJL = "ai.djl..";
  private static final String TARSOS = "be.tarsos..";

  /** The watched libraries and modules that a module may use, itself left out. */
  private static final Map<String, Set<String>> KNOWS =
      Map.ofEntries(
          entry("contracts", Set.of(KAFKA_CLIENTS)),
          entry("audio", Set.of()),
          entry("dsp", Set.of(TARSOS)),
          entry("simulator", Set.of("dsp")),
          entry("cli", Set.of("contracts", KAFKA_CLIENTS)),
          entry("operations", Set.of()),
          entry("detector", Set.of("contracts", "dsp", DJL)),
          entry(
              "pipeline",
              Set.of(
                  "contracts",
                  "audio",
                  "dsp",
                  "detector",
                  "operations",
                  KAFKA_CLIENTS,
                  KAFKA_STREAMS)),
          entry(
              "gateway",
              Set.of("contracts", "audio", "dsp", "simulator", "cli", "operations", KAFKA_CLIENTS)),
          entry("console", Set.of("contracts", "audio", "dsp", "cli", "operations", KAFKA_CLIENTS)),
          entry("notifier", Set.of("contracts", "cli", "operations", KAFKA_CLIENTS)),
          entry("trainer", Set.of("contracts", "audio", "dsp", "detector")),
          entry("sandbox", Set.of(KAFKA_CLIENTS, KAFKA_SERVER)),
          entry(
              "benchmarks",
              Set.of(
                  "contracts",
                  "audio",
                  "dsp",
                  "simulator",
                  "detector",
                  "pipeline",
                  "gateway",
                  "trainer",
                  "sandbox",
                  KAFKA_CLIENTS)));

  private static final Set<String> LIBRARIES =
      Set.of(KAFKA_CLIENTS, KAFKA_STREAMS, KAFKA_SERVER, DJL, TARSOS);

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.auscult");

  static Set<String> modules() {
    return KNOWS.keySet();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void shouldKnowOnlyWhatTheDesignAllows(String module) {
    Set<String> forbidden = new TreeSet<>();
    for (String library : LIBRARIES) {
      if (!KNOWS.get(module).contains(library)) {
        forbidden.add(library);
      }
    }
    for (String other : KNOWS.keySet()) {
      if (!other.equals(module) && !KNOWS.get(module).contains(other)) {
        forbidden.add(packageOf(other));
      }
    }
    forbidden.add(packageOf("app"));

    noClasses()
        .that()
        .resideInAPackage(packageOf(module))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void shouldLetOnlyTheAppAndTheBenchmarksUseTheSandbox() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packageOf("sandbox"), packageOf("app"), packageOf("benchmarks"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(packageOf("sandbox"))
        .check(CLASSES);
  }

  @Test
  void shouldHaveNoCyclesBetweenPackages() {
    SlicesRuleDefinition.slices()
        .matching("io.auscult.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void shouldSeeEveryModule(String module) {
    assertThat(CLASSES).anyMatch(type -> type.getPackageName().startsWith("io.auscult." + module));
  }

  private static String packageOf(String module) {
    return "io.auscult." + module + "..";
  }
}
