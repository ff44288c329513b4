/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import java.time.Instant;

/**
 * A window of one sensor's sound, ready to be scored. It never spans a gap.
 *
 * @param machineId the machine that the sensor listens to
 * @param sensorId the sensor
 * @param start capture time of the first sample
 * @param end capture time just after the last sample
 * @param completedAt capture time just after the last sample of the chunk that completed the window
 * @param logMel [frames][mel bands], dB
 * @param levelDbfs RMS level of the window
 * @param partition of the audio topic
 * @param offsetFirst offset of the first chunk that the window touches
 * @param offsetLast offset of the last one, inclusive
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on once, never compared.
public record SpectrogramWindow(
    String machineId,
    String sensorId,
    Instant start,
    Instant end,
    Instant completedAt,
    float[][] logMel,
    double levelDbfs,
    int partition,
    long offsetFirst,
    long offsetLast) {}
