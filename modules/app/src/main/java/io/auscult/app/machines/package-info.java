/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What operators decide about machines: {@code auscult machines}. */
@NullMarked
package io.auscult.app.machines;

import org.jspecify.annotations.NullMarked;
