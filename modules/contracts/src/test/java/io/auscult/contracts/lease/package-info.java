/* SPDX-License-Identifier: GPL-3.0-or-later */
@NullMarked
package io.auscult.contracts.lease;

import org.jspecify.annotations.NullMarked;
