/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The Kafka Streams topology: assemble, window, score, decide. */
@NullMarked
package io.auscult.pipeline;

import org.jspecify.annotations.NullMarked;
