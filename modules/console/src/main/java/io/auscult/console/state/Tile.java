/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import io.auscult.contracts.AnomalyEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine in short.
 *
 * @param over the smoothed score of the loudest sensor in units of its threshold; NaN: no score
 * @param newest end of the newest window
 * @param openAnomaly the anomaly that is open
 * @param acknowledged whether somebody has seen that one
 * @param notes other conditions of its sensors, such as clipping
 */
public record Tile(
    String machine,
    @Nullable String site,
    @Nullable String line,
    @Nullable String type,
    boolean retired,
    Standing standing,
    double over,
    @Nullable Instant newest,
    @Nullable AnomalyEvent openAnomaly,
    boolean acknowledged,
    List<String> notes) {}
