/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What {@code manifest.json} of a model bundle says.
 *
 * @param formatVersion version of the bundle's format; this code reads and writes {@value #FORMAT}
 * @param modelVersion names this model on every score; the same for the same bytes of weights
 * @param recipe name of the recipe it was trained by
 * @param seed the training's seed
 * @param frontEnd how samples become frames
 * @param window how frames become windows and scores are smoothed
 * @param networks the networks; every class is in exactly one
 * @param scorer how embeddings and logits become scores
 * @param alarm the alarm rule that the classes' thresholds are calibrated for
 * @param machines the machines it was trained on
 * @param metrics figures of the training by name, such as {@code loss}
 * @param dataFingerprint SHA-256 over the training sound, lower-case hex
 * @param entries SHA-256 of every other entry of the bundle by its name, lower-case hex
 */
public record ModelManifest(
    int formatVersion,
    String modelVersion,
    String recipe,
    long seed,
    FrontEndSpec frontEnd,
    WindowSpec window,
    List<NetworkSpec> networks,
    ScorerSpec scorer,
    AlarmSpec alarm,
    List<MachineSpec> machines,
    SortedMap<String, Double> metrics,
    String dataFingerprint,
    SortedMap<String, String> entries) {

  /** The version of the format that this code reads and writes. */
  public static final int FORMAT = 2;

  /**
   * @throws IllegalArgumentException if a value is out of range, a class is named twice or a
   *     machine belongs to no class; the message names the JSON field
   */
  public ModelManifest {
    Require.that(formatVersion == FORMAT, "formatVersion", formatVersion, String.valueOf(FORMAT));
    Require.text(modelVersion, "modelVersion");
    Require.text(recipe, "recipe");
    networks = List.copyOf(networks);
    machines = List.copyOf(machines);
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    Require.that(!networks.isEmpty(), "networks", networks, "a list with at least one network");
    Set<String> classes = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (NetworkSpec network : networks) {
      Require.that(names.add(network.name()), "networks.name", network.name(), "unique");
      for (ClassSpec known : network.classes()) {
        Require.that(classes.add(known.name()), "networks.classes", known.name(), "unique");
      }
    }
    Set<String> sensors = new HashSet<>();
    for (MachineSpec machine : machines) {
      String of = machine.modelClass();
      Require.that(classes.contains(of), "machines.modelClass", of, "a class of a network");
      for (String sensor : machine.sensors()) {
        Require.that(sensors.add(sensor), "machines.sensors", sensor, "unique");
      }
    }
    Require.sha256(dataFingerprint, "dataFingerprint");
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      Require.sha256(entry.getValue(), "entries." + entry.getKey());
    }
  }

  /** The class of that name, if a network knows it. */
  public Optional<ClassSpec> modelClass(String name) {
    return classes().filter(known -> known.name().equals(name)).findFirst();
  }

  /** The sensors whose normal sound stands for a class. */
  public List<String> sensorsOf(String modelClass) {
    return machines.stream()
        .filter(machine -> machine.modelClass().equals(modelClass))
        .flatMap(machine -> machine.sensors().stream())
        .toList();
  }

  /** Every class of every network. */
  public Stream<ClassSpec> classes() {
    return networks.stream().flatMap(network -> network.classes().stream());
  }

  /** Whether every class has a calibration, so that thresholds exist and alarms can be raised. */
  public boolean calibrated() {
    return classes().allMatch(known -> known.calibration() != null);
  }

  /** The same manifest of other entries, and so of another version. */
  public ModelManifest of(String newVersion, SortedMap<String, String> newEntries) {
    return new ModelManifest(
        formatVersion,
        newVersion,
        recipe,
        seed,
        frontEnd,
        window,
        networks,
        scorer,
        alarm,
        machines,
        metrics,
        dataFingerprint,
        newEntries);
  }

  /**
   * The same manifest with other calibrations.
   *
   * @param calibrations by the class's name; a class that is not in it has none
   */
  public ModelManifest calibrated(Map<String, CalibrationSpec> calibrations) {
    List<NetworkSpec> calibrated =
        networks.stream()
            .map(
                network ->
                    network.withClasses(
                        network.classes().stream()
                            .map(c -> new ClassSpec(c.name(), calibrations.get(c.name())))
                            .toList()))
            .toList();
    return new ModelManifest(
        formatVersion,
        modelVersion,
        recipe,
        seed,
        frontEnd,
        window,
        calibrated,
        scorer,
        alarm,
        machines,
        metrics,
        dataFingerprint,
        entries);
  }
}
