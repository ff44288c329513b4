/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The running notifier: sinks, health and metrics. */
@NullMarked
package io.auscult.notifier.service;

import org.jspecify.annotations.NullMarked;
