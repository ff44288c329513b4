/* SPDX-License-Identifier: GPL-3.0-or-later */
/** A model over sound that is already in Kafka. */
@NullMarked
package io.auscult.pipeline.replay;

import org.jspecify.annotations.NullMarked;
