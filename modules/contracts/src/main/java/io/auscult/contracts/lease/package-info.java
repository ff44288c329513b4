/* SPDX-License-Identifier: GPL-3.0-or-later */
/** One at a time, through Kafka alone. */
@NullMarked
package io.auscult.contracts.lease;

import org.jspecify.annotations.NullMarked;
