/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What every command needs, whichever distribution it comes with. */
@NullMarked
package io.auscult.cli;

import org.jspecify.annotations.NullMarked;
