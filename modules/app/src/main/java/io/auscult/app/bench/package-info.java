/* SPDX-License-Identifier: GPL-3.0-or-later */
/** {@code auscult bench}. */
@NullMarked
package io.auscult.app.bench;

import org.jspecify.annotations.NullMarked;
