/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Sound sources and the publisher that brings their chunks to Kafka. */
@NullMarked
package io.auscult.gateway;

import org.jspecify.annotations.NullMarked;
