/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

/** Why sound that was wanted could not be kept. */
public enum ClipFailure {
  /** Kafka holds it no longer. */
  GONE,
  /** Some of it is missing. */
  INTERRUPTED,
  /** Kafka did not give it in time. */
  UNAVAILABLE,
  /** It could not be cut or encoded. */
  ERROR
}
