/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Dashboards, alerts and their runbook, held against what the services really publish. */
@NullMarked
package io.auscult.deployment.monitoring;

import org.jspecify.annotations.NullMarked;
