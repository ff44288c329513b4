/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Datasets, training and evaluation: learns what healthy machines sound like from normal sound
 * alone.
 */
@NullMarked
package io.auscult.trainer;

import org.jspecify.annotations.NullMarked;
