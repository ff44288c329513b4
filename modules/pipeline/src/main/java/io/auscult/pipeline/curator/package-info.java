/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Keeps sound beside the pipeline: that of anomalies, and samples of normal sound; and watches
 * whether the scores still look as they did in calibration.
 */
@NullMarked
package io.auscult.pipeline.curator;

import org.jspecify.annotations.NullMarked;
