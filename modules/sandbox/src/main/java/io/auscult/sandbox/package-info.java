/* SPDX-License-Identifier: GPL-3.0-or-later */
/** A real Kafka broker (KRaft) inside the JVM, for the demo and the tests. */
@NullMarked
package io.auscult.sandbox;

import org.jspecify.annotations.NullMarked;
