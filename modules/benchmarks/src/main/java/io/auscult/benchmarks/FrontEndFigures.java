/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

/**
 * How fast one thread turns samples into log-mel frames.
 *
 * @param clipsPerSecond clips of 10 s at 16 kHz
 * @param framesPerClip frames in each
 */
public record FrontEndFigures(double clipsPerSecond, int framesPerClip) {}
