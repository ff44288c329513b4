/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What a pipeline counts and measures, and the form in which Prometheus reads it. */
@NullMarked
package io.auscult.pipeline.metrics;

import org.jspecify.annotations.NullMarked;
