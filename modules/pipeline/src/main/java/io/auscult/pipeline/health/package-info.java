/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What an orchestrator, a load balancer and Prometheus ask a pipeline over HTTP. */
@NullMarked
package io.auscult.pipeline.health;

import org.jspecify.annotations.NullMarked;
