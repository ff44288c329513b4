/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.AudioChunk;

/**
 * A chunk as it lies in Kafka.
 *
 * @param offset in its partition
 * @param chunk as it came, not validated
 */
record StoredChunk(long offset, AudioChunk chunk) {}
