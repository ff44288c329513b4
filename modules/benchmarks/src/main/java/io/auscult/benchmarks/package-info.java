/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Load generators, and what they measure. */
@NullMarked
package io.auscult.benchmarks;

import org.jspecify.annotations.NullMarked;
