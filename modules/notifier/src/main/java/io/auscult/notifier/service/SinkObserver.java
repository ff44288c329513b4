/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.service;

import io.auscult.notifier.delivery.SinkListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps the status and the metrics of one sink. Its name is the only label, from the settings. */
final class SinkObserver implements SinkListener {

  private static final String PREFIX = "auscult.notifier.";

  private final MeterRegistry meters;
  private final Tags tags;
  private final SinkStatus status;
  private final Timer delivery;
  private final Counter delivered;
  private final Counter failures;
  private final Counter refused;
  private final Counter limited;
  private final Counter unreadable;

  SinkObserver(MeterRegistry meters, String sink, SinkStatus status) {
    this.meters = meters;
    this.tags = Tags.of("sink", sink);
    this.status = status;
    delivered = counter("delivered", "events that the sink has taken");
    failures = counter("failures", "tries that failed and were made again");
    refused = counter("refused", "events that the sink never takes");
    limited = counter("limited", "events beyond the limit, told in a summary");
    unreadable = counter("unreadable", "records that could not be read");
    delivery =
        Timer.builder(PREFIX + "delivery")
            .description("from the record's timestamp to the sink")
            .tags(tags)
            .register(meters);
    gauge("sink.up", null, "whether the sink takes events", () -> up(status.sinkFailure()));
    gauge("kafka.up", null, "whether events are read", () -> up(status.kafkaFailure()));
    gauge("lag", "records", "that are not settled", status::lag);
    gauge("open", "conditions", "that the sink was told of and that last", status::open);
  }

  private static int up(@Nullable String failure) {
    return failure == null ? 1 : 0;
  }

  private Counter counter(String name, String description) {
    return Counter.builder(PREFIX + name).description(description).tags(tags).register(meters);
  }

  private void gauge(
      String name, @Nullable String unit, String description, Supplier<Number> value) {
    Gauge.builder(PREFIX + name, value)
        .description(description)
        .baseUnit(unit)
        .tags(tags)
        .strongReference(true)
        .register(meters);
  }

  @Override
  public void delivered(Duration age) {
    delivered.increment();
    delivery.record(age);
  }

  @Override
  public void failed() {
    failures.increment();
  }

  @Override
  public void refused() {
    refused.increment();
  }

  @Override
  public void limited() {
    limited.increment();
  }

  @Override
  public void unreadable() {
    unreadable.increment();
  }

  @Override
  public void sink(@Nullable String why) {
    status.sink(why);
  }

  @Override
  public void kafka(@Nullable String why) {
    status.kafka(why);
  }

  @Override
  public void state(long lag, int open) {
    status.state(lag, open);
  }
}
