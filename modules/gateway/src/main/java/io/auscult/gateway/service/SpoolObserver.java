/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.service;

import io.auscult.gateway.spool.SpoolListener;
import io.auscult.gateway.spool.SpoolPosition;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what the spool could not keep. */
record SpoolObserver(GatewayStatus status, GatewayMetrics metrics) implements SpoolListener {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolObserver.class);

  @Override
  public void lost(String sensor, Duration sound, Reason reason) {
    metrics.dropped(sensor, sound, reason.name().toLowerCase(Locale.ROOT));
    if (status.lost()) {
      LOG.warn("sound is given up sensor={} reason={}", sensor, reason);
    }
  }

  @Override
  public void corrupt(SpoolPosition from, long bytes) {
    metrics.corrupt(bytes);
    LOG.warn(
        "a part of the spool makes no sense and is passed over segment={} offset={} bytes={}",
        from.segment(),
        from.offset(),
        bytes);
  }
}
