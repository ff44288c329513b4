/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The command {@code auscult console}. */
@NullMarked
package io.auscult.console.command;

import org.jspecify.annotations.NullMarked;
