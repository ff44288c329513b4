/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What waits in a spool.
 *
 * @param bytes that it takes on disk
 * @param sound of all sensors together
 * @param oldest when the oldest was captured; null if nothing waits
 */
public record SpoolDepth(long records, long bytes, Duration sound, @Nullable Instant oldest) {}
