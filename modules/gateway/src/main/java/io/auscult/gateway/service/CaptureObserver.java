/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.service;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.gateway.capture.CaptureListener;
import io.auscult.gateway.capture.SourceState;
import io.auscult.gateway.publish.SpoolSink;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how the sources are: to Kafka by way of the spool, to the metrics and to the log. */
record CaptureObserver(
    GatewayStatus status, GatewayMetrics metrics, SpoolSink sink, CaptureListener follower)
    implements CaptureListener {

  private static final Logger LOG = LoggerFactory.getLogger(CaptureObserver.class);

  @Override
  public void published(AudioChunk chunk) {
    metrics.captured(chunk);
    follower.published(chunk);
  }

  @Override
  public void changed(String source, SourceState state) {
    status.changed(source, state);
    metrics.changed(source, state);
  }

  @Override
  public void restarted(String source) {
    metrics.restarts(source);
  }

  @Override
  public void health(SensorHealth health) {
    sink.publish(health);
    metrics.condition(health);
    if (health.getState() == HealthState.BEGIN) {
      LOG.warn(
          "begins kind={} subject={} machine={} detail={}",
          health.getKind(),
          health.getSubject(),
          health.getMachineId(),
          health.getDetail());
    } else {
      LOG.info(
          "ends kind={} subject={} machine={} detail={}",
          health.getKind(),
          health.getSubject(),
          health.getMachineId(),
          health.getDetail());
    }
  }

  @Override
  public void level(String sensorId, double dbfs) {
    metrics.level(sensorId, dbfs);
  }

  @Override
  public void skew(String source, Duration skew) {
    metrics.skew(source, skew);
  }

  @Override
  public void ended(String source) {
    status.ended(source);
    LOG.info("no more sound source={}", source);
  }
}
