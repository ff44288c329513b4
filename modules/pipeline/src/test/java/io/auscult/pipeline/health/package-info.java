/* SPDX-License-Identifier: GPL-3.0-or-later */
@NullMarked
package io.auscult.pipeline.health;

import org.jspecify.annotations.NullMarked;
