/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The auscult command. */
@NullMarked
package io.auscult.app;

import org.jspecify.annotations.NullMarked;
