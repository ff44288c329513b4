/* SPDX-License-Identifier: GPL-3.0-or-later */
/** A gateway in a process of its own: killed, loaded, and with a backlog. */
@NullMarked
package io.auscult.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
