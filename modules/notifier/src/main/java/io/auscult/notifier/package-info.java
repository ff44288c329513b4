/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Brings anomalies and health events to those who must know. */
@NullMarked
package io.auscult.notifier;

import org.jspecify.annotations.NullMarked;
