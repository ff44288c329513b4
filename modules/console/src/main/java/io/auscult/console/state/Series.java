/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

/**
 * What a sensor's windows were like over a time, as columns of equal length. Of single windows the
 * smallest, mean and largest are one.
 *
 * @param stepSeconds length of the pieces that were put together; 0: single windows
 * @param seconds since 1970: a window's end, or a piece's begin
 * @param score of single windows, before smoothing; of pieces, the mean of that
 * @param scoreMin smoothed, as all that follows
 * @param levelMin in dBFS
 */
// A column is large: it wraps the array it is given, and is compared by identity.
@SuppressWarnings("ArrayRecordComponent")
public record Series(
    int stepSeconds,
    double[] seconds,
    float[] score,
    float[] scoreMin,
    float[] scoreMean,
    float[] scoreMax,
    float[] threshold,
    float[] levelMin,
    float[] levelMean,
    float[] levelMax) {}
