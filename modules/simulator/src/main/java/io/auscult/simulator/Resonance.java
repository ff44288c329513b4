/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

/**
 * One mode of a structure, or one band of a noise.
 *
 * @param hz centre
 * @param bandwidthHz width at -3 dB; the mode rings for {@code 1 / (pi * bandwidthHz)} seconds (to
 *     1/e)
 * @param gain amplitude relative to the others of its bank
 */
record Resonance(double hz, double bandwidthHz, double gain) {}
