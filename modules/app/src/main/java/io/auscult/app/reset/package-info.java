/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Lets the pipeline start over: {@code auscult reset}. */
@NullMarked
package io.auscult.app.reset;

import org.jspecify.annotations.NullMarked;
