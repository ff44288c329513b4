/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The way of events from Kafka to one sink. */
@NullMarked
package io.auscult.notifier.delivery;

import org.jspecify.annotations.NullMarked;
