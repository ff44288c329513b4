/* SPDX-License-Identifier: GPL-3.0-or-later */
@NullMarked
package io.auscult.contracts.release;

import org.jspecify.annotations.NullMarked;
