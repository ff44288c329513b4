/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What a notifier is told, and what it must be. */
@NullMarked
package io.auscult.notifier.settings;

import org.jspecify.annotations.NullMarked;
