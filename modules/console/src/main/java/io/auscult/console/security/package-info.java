/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Who may do what. */
@NullMarked
package io.auscult.console.security;

import org.jspecify.annotations.NullMarked;
