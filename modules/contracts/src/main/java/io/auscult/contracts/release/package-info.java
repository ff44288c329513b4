/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Model releases on {@code auscult.models}: whole or not at all. */
@NullMarked
package io.auscult.contracts.release;

import org.jspecify.annotations.NullMarked;
