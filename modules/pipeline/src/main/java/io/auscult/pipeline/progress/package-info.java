/* SPDX-License-Identifier: GPL-3.0-or-later */
/** How far the pipeline has come along the log of sound, and how far that reaches. */
@NullMarked
package io.auscult.pipeline.progress;

import org.jspecify.annotations.NullMarked;
