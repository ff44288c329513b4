/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The console: what operators see of the fleet, hear of an anomaly, and decide. */
@NullMarked
package io.auscult.console;

import org.jspecify.annotations.NullMarked;
