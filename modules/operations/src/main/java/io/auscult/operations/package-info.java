/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What an orchestrator, a load balancer and Prometheus ask any of the processes over HTTP. */
@NullMarked
package io.auscult.operations;

import org.jspecify.annotations.NullMarked;
