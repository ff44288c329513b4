/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.service;

import io.auscult.gateway.spool.SpoolListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what the spool could not keep. */
record SpoolObserver(GatewayStatus status, GatewayMetrics metrics) implements SpoolListener {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolObserver.class);

  @Override
  public void dropped(String sensor, long records, Duration sound, Reason reason) {
    metrics.dropped(sensor, sound, reason.name().toLowerCase(Locale.ROOT));
    status.lost();
  }

  @Override
  public void corrupt(@Nullable String sensor, Path segment, int offset, long bytes) {
    metrics.corrupt(bytes);
    LOG.warn(
        "a part of the spool makes no sense and is passed over file={} offset={} bytes={} sensor={}",
        segment,
        offset,
        bytes,
        sensor);
  }

  @Override
  public void cutOff(Path segment, int offset, long bytes) {
    LOG.info("a torn tail was cut off file={} offset={} bytes={}", segment, offset, bytes);
  }
}
