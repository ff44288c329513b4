/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Where machines are, as auscult.machines says. */
@NullMarked
package io.auscult.notifier.machines;

import org.jspecify.annotations.NullMarked;
