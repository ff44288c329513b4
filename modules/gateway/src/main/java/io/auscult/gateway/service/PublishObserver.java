/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.service;

import io.auscult.gateway.publish.PublishListener;
import io.auscult.gateway.spool.SpoolRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what becomes of the records on their way to Kafka. */
record PublishObserver(GatewayStatus status, GatewayMetrics metrics) implements PublishListener {

  private static final Logger LOG = LoggerFactory.getLogger(PublishObserver.class);

  @Override
  public void sent(SpoolRecord record, boolean again) {
    if (again) {
      metrics.resent();
    }
  }

  @Override
  public void acknowledged(SpoolRecord record) {
    metrics.published(record);
    if (status.kafka(null)) {
      LOG.info("publishing");
    }
  }

  @Override
  public void failing(String why) {
    metrics.publishingFailed();
    if (status.kafka(why)) {
      LOG.warn("not publishing, sound waits in the spool why={}", why);
    }
  }
}
