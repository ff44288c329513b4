/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Who is told: webhooks, Alertmanager, MQTT. */
@NullMarked
package io.auscult.notifier.sink;

import org.jspecify.annotations.NullMarked;
