/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The report of an evaluation: one HTML file that needs nothing else. */
@NullMarked
package io.auscult.trainer.report;

import org.jspecify.annotations.NullMarked;
