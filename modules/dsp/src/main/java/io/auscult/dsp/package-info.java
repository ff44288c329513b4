/* SPDX-License-Identifier: GPL-3.0-or-later */
/** From samples to log-mel frames; resampling; level. */
@NullMarked
package io.auscult.dsp;

import org.jspecify.annotations.NullMarked;
