/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import java.time.Instant;

/**
 * Sound that never arrived.
 *
 * @param from capture time of the first missing sample
 * @param until capture time of the sound that came next
 * @param detail one line for a person
 */
public record Gap(Instant from, Instant until, String detail) {}
