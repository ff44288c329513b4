/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What is told: anomalies and health events, where they happened and how bad they are. */
@NullMarked
package io.auscult.notifier.event;

import org.jspecify.annotations.NullMarked;
