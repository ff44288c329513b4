/* SPDX-License-Identifier: GPL-3.0-or-later */
@NullMarked
package io.auscult.pipeline.curator;

import org.jspecify.annotations.NullMarked;
