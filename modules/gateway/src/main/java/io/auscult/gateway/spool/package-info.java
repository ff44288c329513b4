/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Chunks on disk until Kafka has them. */
@NullMarked
package io.auscult.gateway.spool;

import org.jspecify.annotations.NullMarked;
