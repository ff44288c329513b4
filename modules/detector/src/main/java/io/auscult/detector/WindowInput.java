/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/**
 * A window to be scored.
 *
 * @param modelClass the class it is held against
 * @param sensorId the microphone that heard it. What it heard while the machine was healthy is what
 *     counts; of a microphone the model does not know, whichever of the class's fits best
 * @param logMel [frame][mel band] in dB, of the size the manifest says; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // a few thousand of these a second: no copies
public record WindowInput(String modelClass, String sensorId, float[][] logMel) {}
