/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one instance of the pipeline did under load.
 *
 * @param sensors that were heard
 * @param seconds of sound of each
 * @param chunkSeconds of sound in a chunk
 * @param chunks published
 * @param windows scored and readable, each counted once
 * @param lost windows that the sound holds and that did not come
 * @param duplicated scores of windows that had come before
 * @param unexpected scores of windows that the sound does not hold
 * @param latencyMsP50 median latency, from the capture of the last sample of the chunk that
 *     completes a window to its score being readable; null without scores
 * @param latencyMsP99 99th percentile of the same
 * @param latencyMsMax the longest
 * @param cores processor time of the whole process over wall time: broker, load generator and
 *     reader are in it
 * @param pipelineThreadCores the same of the stream threads and their clients' threads alone
 * @param changelogBytesPerAudioByte what the state stores write to their changelogs, as compressed
 *     on the wire, over the PCM that was published
 * @param changelogs the same, changelog by changelog, by store name
 * @param audioTopicBytesPerAudioByte for comparison: the published sound itself, as compressed
 * @param generatorLateMsMax by how much a chunk was published after its time
 * @param threads stream threads
 * @param windowFrames frames in a window
 * @param modelVersion that scored, at first if champions were exchanged
 * @param promotions what became of exchanged champions; null if none was
 * @param challengerVersion that scored in its shadow; null if none did
 * @param shadowWindows that the challenger scored
 */
public record PipelineFigures(
    int sensors,
    int seconds,
    double chunkSeconds,
    long chunks,
    long windows,
    long lost,
    long duplicated,
    long unexpected,
    @Nullable Double latencyMsP50,
    @Nullable Double latencyMsP99,
    @Nullable Double latencyMsMax,
    double cores,
    double pipelineThreadCores,
    double changelogBytesPerAudioByte,
    Map<String, Double> changelogs,
    double audioTopicBytesPerAudioByte,
    double generatorLateMsMax,
    int threads,
    int windowFrames,
    String modelVersion,
    @Nullable PromotionFigures promotions,
    @Nullable String challengerVersion,
    long shadowWindows) {}
