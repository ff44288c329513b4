/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is not acknowledged.
 *
 * @param records how many
 * @param bytes they take on the disk
 * @param sound their length, summed over the sensors
 * @param oldest when the first of them was captured; null if there is none
 */
public record SpoolDepth(long records, long bytes, Duration sound, @Nullable Instant oldest) {}
