/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.delivery;

import io.auscult.notifier.event.Notice;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A notice, and where it was read.
 *
 * @param writtenAt the record's timestamp
 */
record Event(Notice notice, TopicPartition partition, long offset, Instant writtenAt) {

  static Event of(Notice notice, ConsumerRecord<byte[], byte[]> record) {
    return new Event(
        notice,
        new TopicPartition(record.topic(), record.partition()),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()));
  }
}
