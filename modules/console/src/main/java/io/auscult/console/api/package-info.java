/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The HTTP API. */
@NullMarked
package io.auscult.console.api;

import org.jspecify.annotations.NullMarked;
