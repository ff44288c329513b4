/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.SchemaRegistryException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler.Result;
import org.junit.jupiter.api.Test;

class DeadLetterUnreadableTest {

  @Test
  void shouldKeepARecordThatOnlyLacksTheRegistry() {
    // Given
    var record = new ConsumerRecord<>("auscult.scores", 0, 7, new byte[5], new byte[9]);
    var away = new SchemaRegistryException("does not answer", true, null);

    // When
    var response = new DeadLetterUnreadable().handleError(null, record, away);

    // Then
    assertThat(response.result()).isEqualTo(Result.FAIL);
    assertThat(response.deadLetterQueueRecords()).isEmpty();
  }
}
