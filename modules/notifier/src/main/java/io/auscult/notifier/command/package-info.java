/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The command auscult notifier. */
@NullMarked
package io.auscult.notifier.command;

import org.jspecify.annotations.NullMarked;
