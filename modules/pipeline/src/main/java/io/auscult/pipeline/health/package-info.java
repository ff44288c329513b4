/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Whether a pipeline is live and ready. */
@NullMarked
package io.auscult.pipeline.health;

import org.jspecify.annotations.NullMarked;
