/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Trainings that begin by themselves: when one is due, and who does it. */
@NullMarked
package io.auscult.app.training;

import org.jspecify.annotations.NullMarked;
