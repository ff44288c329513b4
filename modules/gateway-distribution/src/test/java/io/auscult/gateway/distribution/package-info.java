/* SPDX-License-Identifier: GPL-3.0-or-later */
@NullMarked
package io.auscult.gateway.distribution;

import org.jspecify.annotations.NullMarked;
