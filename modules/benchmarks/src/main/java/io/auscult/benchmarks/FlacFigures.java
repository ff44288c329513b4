/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import java.util.Map;

/**
 * What FLAC does to the chunks of recorded sound, one channel and 1 s each. Shares are means over
 * chunks, speeds are seconds of sound per second of processor time of one thread.
 *
 * @param files that were read
 * @param chunks that were encoded
 * @param flac bytes of FLAC over bytes of 16 bit samples
 * @param zstd bytes of a record batch that Kafka compresses with zstd, samples in it, over bytes of
 *     samples
 * @param flacInZstd the same with FLAC in it
 * @param flacByFolder {@code flac} for each folder right under the one that was measured
 * @param zstdByFolder {@code zstd} likewise
 * @param uncompressed chunks whose FLAC is not smaller than their samples
 * @param encodeSpeed with the check that decodes what was encoded
 * @param decodeSpeed decoding alone
 * @param encodeKilobytes allocated on the heap to encode a chunk, check included
 * @param decodeKilobytes allocated on the heap to decode a chunk
 */
public record FlacFigures(
    int files,
    int chunks,
    double flac,
    double zstd,
    double flacInZstd,
    Map<String, Double> flacByFolder,
    Map<String, Double> zstdByFolder,
    int uncompressed,
    double encodeSpeed,
    double decodeSpeed,
    double encodeKilobytes,
    double decodeKilobytes) {}
