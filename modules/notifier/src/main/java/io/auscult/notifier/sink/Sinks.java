/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import io.auscult.notifier.settings.AlertmanagerSettings;
import io.auscult.notifier.settings.MqttSettings;
import io.auscult.notifier.settings.SinkSettings;
import io.auscult.notifier.settings.TargetSettings;
import io.auscult.notifier.settings.WebhookSettings;
import java.time.InstantSource;

/** Makes sinks of what was set. */
public final class Sinks {

  private Sinks() {}

  /**
   * The sink, not yet open.
   *
   * @param source the beginning of the CloudEvents' {@code source}
   */
  public static Sink of(SinkSettings settings, String source) {
    TargetSettings target = settings.target();
    CloudEvents events = new CloudEvents(source);
    if (target instanceof WebhookSettings webhook) {
      return new WebhookSink(webhook, events);
    }
    if (target instanceof AlertmanagerSettings alertmanager) {
      return new AlertmanagerSink(alertmanager, InstantSource.system());
    }
    if (target instanceof MqttSettings mqtt) {
      return new MqttSink(mqtt, events);
    }
    throw new IllegalStateException("no sink for " + target);
  }
}
