/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The commands of a gateway, as {@code auscult gateway} and as {@code auscult-gateway}. */
@NullMarked
package io.auscult.gateway.command;

import org.jspecify.annotations.NullMarked;
