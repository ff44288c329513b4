/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.dsp.FrontEnd;
import io.auscult.dsp.LogMel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A simple listener (mean and spread of each mel band over 2 s) must hear what a network is to
 * hear.
 */
class AudibilityTest {
  private static final double SNR_DB = 6;
  private static final int WINDOW_FRAMES = 64;
  private static final int HOP_FRAMES = 32;

  private static Map<SimulatedMachine, Ear> ears = Map.of();

  @BeforeAll
  static void learnTheHealthySound() {
    ears =
        Plant.of(Plant.MOST_MACHINES, SNR_DB).machines().parallelStream()
            .collect(
                Collectors.toMap(
                    Function.identity(), machine -> new Ear(listen(machine.start(1), 16))));
  }

  @ParameterizedTest
  @EnumSource
  void shouldHearEveryFaultInEightSeconds(Fault fault) {
    for (Map.Entry<SimulatedMachine, Ear> entry : ears.entrySet()) {
      SimulatedMachine machine = entry.getKey();
      if (machine.type() == fault.type()) {
        // Given
        MachineSound sound = machine.start(2);
        double healthy = entry.getValue().strangeness(listen(sound, 8));

        // When
        sound.breakAt(sound.position(), fault);
        listen(sound, 1);
        double broken = entry.getValue().strangeness(listen(sound, 8));

        // Then
        assertThat(broken).as("%s with %s", machine.id(), fault).isGreaterThan(1.15 * healthy);
      }
    }
  }

  @Test
  void shouldTellAllMachinesApart() {
    for (SimulatedMachine machine : ears.keySet()) {
      // When
      List<double[]> heard = listen(machine.start(3), 5);

      // Then
      SimulatedMachine nearest =
          ears.keySet().stream()
              .min(Comparator.comparingDouble(candidate -> ear(candidate).strangeness(heard)))
              .orElseThrow();
      assertThat(nearest).isEqualTo(machine);
    }
  }

  private static Ear ear(SimulatedMachine machine) {
    return ears.get(machine);
  }

  /** One row a window: mean and standard deviation of each mel band. */
  private static List<double[]> listen(MachineSound sound, int seconds) {
    float[] samples = new float[seconds * MachineSound.SAMPLE_RATE];
    sound.render(samples, 0, samples.length);
    float[][] frames = LogMel.streaming(FrontEnd.standard(), samples);
    List<double[]> windows = new ArrayList<>();
    for (int from = 0; from + WINDOW_FRAMES <= frames.length; from += HOP_FRAMES) {
      windows.add(pool(Arrays.copyOfRange(frames, from, from + WINDOW_FRAMES)));
    }
    return windows;
  }

  private static double[] pool(float[][] frames) {
    int bands = frames[0].length;
    double[] pooled = new double[2 * bands];
    for (int b = 0; b < bands; b++) {
      double sum = 0;
      double squares = 0;
      for (float[] frame : frames) {
        sum += frame[b];
        squares += frame[b] * frame[b];
      }
      double mean = sum / frames.length;
      pooled[b] = mean;
      pooled[bands + b] = Math.sqrt(squares / frames.length - mean * mean);
    }
    return pooled;
  }

  private static final class Ear {
    private static final double LEAST_DEVIATION_DB = 0.3;

    private final double[] means;
    private final double[] deviations;

    Ear(List<double[]> normals) {
      int n = normals.get(0).length;
      means = new double[n];
      deviations = new double[n];
      for (int i = 0; i < n; i++) {
        int feature = i;
        double[] values = normals.stream().mapToDouble(row -> row[feature]).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        means[i] = mean;
        deviations[i] =
            LEAST_DEVIATION_DB
                + Math.sqrt(
                    Arrays.stream(values)
                        .map(v -> (v - mean) * (v - mean))
                        .average()
                        .orElseThrow());
      }
    }

    double strangeness(List<double[]> windows) {
      return windows.stream().mapToDouble(this::distance).average().orElseThrow();
    }

    private double distance(double[] window) {
      double sum = 0;
      for (int i = 0; i < window.length; i++) {
        double z = (window[i] - means[i]) / deviations[i];
        sum += z * z;
      }
      return sum / window.length;
    }
  }
}
