/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks.gateway;

/**
 * What was measured.
 *
 * @param sensors of 16 kHz, under load and in the backlog
 * @param coreShare processor time a second under load, 1 for a core
 * @param heapMb the most heap in use under load, garbage included
 * @param heapLimitMb the most it may use
 * @param kills times that a gateway was killed
 * @param absences times that the broker was away meanwhile
 * @param accepted chunks that spools took, in all three trials
 * @param lost of these, those that a pipeline would lack
 * @param duplicated those that a pipeline would take twice
 * @param resent those that are in the topic twice
 * @param replaySpeed seconds of backlog a second, of all sensors at once, while live sound goes on
 * @param backlogSeconds how long the backlog is
 */
public record GatewayFigures(
    int sensors,
    double coreShare,
    double heapMb,
    int heapLimitMb,
    int kills,
    int absences,
    long accepted,
    long lost,
    long duplicated,
    long resent,
    double replaySpeed,
    int backlogSeconds) {}
