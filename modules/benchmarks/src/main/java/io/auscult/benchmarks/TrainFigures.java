/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

/**
 * How fast a recipe trains.
 *
 * @param recipe its name
 * @param samplesPerSecond clips of 10 s that go through a training step a second, the median of the
 *     epochs but the first
 * @param threads that libtorch used
 * @param samples in an epoch
 * @param epochs that were measured
 */
public record TrainFigures(
    String recipe, double samplesPerSecond, int threads, int samples, int epochs) {}
