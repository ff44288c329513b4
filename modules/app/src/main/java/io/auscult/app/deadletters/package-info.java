/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Records that the pipeline could not take: {@code auscult dlq}. */
@NullMarked
package io.auscult.app.deadletters;

import org.jspecify.annotations.NullMarked;
