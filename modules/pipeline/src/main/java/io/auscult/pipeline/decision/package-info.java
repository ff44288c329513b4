/* SPDX-License-Identifier: GPL-3.0-or-later */
/** From window scores to alarms. No Kafka in here. */
@NullMarked
package io.auscult.pipeline.decision;

import org.jspecify.annotations.NullMarked;
