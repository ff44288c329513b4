/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of the chunks of a trial.
 *
 * @param accepted by the spool
 * @param lost of these, for a pipeline
 * @param duplicated for a pipeline
 * @param resent in the topic
 */
public record Tally(long accepted, long lost, long duplicated, long resent) {

  private static final Logger LOG = LoggerFactory.getLogger(Tally.class);
  private static final int LOST_SHOWN = 20;

  static Tally of(Path ledger, String bootstrapServers) throws Exception {
    Map<ChunkLedger.Entry, Long> accepted = ChunkLedger.read(ledger);
    if (accepted.isEmpty()) {
      throw new IOException("no chunk was accepted: see " + ledger.resolveSibling("gateway.log"));
    }
    Arrivals arrivals = Arrivals.read(bootstrapServers);
    List<ChunkLedger.Entry> lost = arrivals.lost(accepted);
    for (ChunkLedger.Entry entry : lost.subList(0, Math.min(LOST_SHOWN, lost.size()))) {
      LOG.warn("lost chunk={}", entry);
    }
    return new Tally(accepted.size(), lost.size(), arrivals.duplicated(), arrivals.resent());
  }

  Tally plus(Tally other) {
    return new Tally(
        accepted + other.accepted,
        lost + other.lost,
        duplicated + other.duplicated,
        resent + other.resent);
  }
}
