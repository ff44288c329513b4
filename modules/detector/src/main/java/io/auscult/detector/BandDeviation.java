/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/**
 * A band of frequencies that stands out from a class's normal sound.
 *
 * @param fromHz lower edge
 * @param toHz upper edge
 * @param deviationDb mean deviation from the normal level; positive is louder
 */
public record BandDeviation(float fromHz, float toHz, float deviationDb) {}
