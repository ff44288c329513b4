/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The network, the scorer, and the bundle that carries a trained model. */
@NullMarked
package io.auscult.detector;

import org.jspecify.annotations.NullMarked;
