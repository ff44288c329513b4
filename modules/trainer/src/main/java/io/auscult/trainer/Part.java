/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

/** What a dataset means a clip for. */
public enum Part {
  TRAIN,
  TEST,

  /** The dataset does not say. */
  UNSPECIFIED
}
