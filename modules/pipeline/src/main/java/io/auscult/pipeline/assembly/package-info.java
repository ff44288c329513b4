/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * From chunks of one sensor, in whatever state they arrive, to gap-free log-mel frames and windows.
 */
@NullMarked
package io.auscult.pipeline.assembly;

import org.jspecify.annotations.NullMarked;
