/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

/** What becomes of a chunk of several channels. A gateway sends one channel a chunk. */
public enum ChannelMode {
  /** They are averaged: one sensor. */
  MIX,

  /** Channel n becomes a sensor of its own, {@code <sensorId>.ch<n>}, n from 1. */
  SPLIT,

  /** The chunk goes to the dead letters. */
  REFUSE
}
