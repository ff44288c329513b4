/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Simulated machines, their faults, and the plant they stand in. */
@NullMarked
package io.auscult.simulator;

import org.jspecify.annotations.NullMarked;
