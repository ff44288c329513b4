/* SPDX-License-Identifier: GPL-3.0-or-later */
@NullMarked
package io.auscult.gateway.capture;

import org.jspecify.annotations.NullMarked;
