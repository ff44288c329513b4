/* SPDX-License-Identifier: GPL-3.0-or-later */
/** From the spool to Kafka. */
@NullMarked
package io.auscult.gateway.publish;

import org.jspecify.annotations.NullMarked;
