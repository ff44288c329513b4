/* SPDX-License-Identifier: GPL-3.0-or-later */
/** How a release becomes the champion: after a trial. */
@NullMarked
package io.auscult.console.promotion;

import org.jspecify.annotations.NullMarked;
