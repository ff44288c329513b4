/* SPDX-License-Identifier: GPL-3.0-or-later */
/** From the samples of a source to the numbered, dated chunks of its sensors. */
@NullMarked
package io.auscult.gateway.capture;

import org.jspecify.annotations.NullMarked;
