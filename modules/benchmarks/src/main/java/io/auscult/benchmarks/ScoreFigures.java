/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

/**
 * What one thread can hear and score.
 *
 * @param sensorSecondsPerSecond seconds of sound of sensors, from samples to scores, a second
 * @param windowsPerSecond windows that were cut already, scored a second in full batches
 * @param windowsPerSecondAlone the same, one by one
 * @param windows scored in all while sound was heard
 * @param windowFrames frames in a window
 * @param batch windows in a batch
 */
public record ScoreFigures(
    double sensorSecondsPerSecond,
    double windowsPerSecond,
    double windowsPerSecondAlone,
    long windows,
    int windowFrames,
    int batch) {}
