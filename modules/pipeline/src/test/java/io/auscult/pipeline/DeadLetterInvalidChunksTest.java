/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.Topics;
import io.auscult.pipeline.assembly.InvalidChunkException;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler.Response;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler.Result;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterInvalidChunksTest {

  private static final byte[] KEY = {1};
  private static final byte[] VALUE = {2, 3};

  private final DeadLetterInvalidChunks handler = new DeadLetterInvalidChunks();
  private final ErrorHandlerContext context =
      new DefaultErrorHandlerContext(
          null,
          "auscult.audio",
          0,
          7,
          new RecordHeaders(),
          "assemble",
          new TaskId(0, 0),
          0,
          KEY,
          VALUE);

  @BeforeEach
  void configure() {
    handler.configure(
        Map.of(
            StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS.name()));
  }

  @Test
  void shouldKeepAnInvalidChunkAsItCameAndGoOn() {
    Response response = handle(new InvalidChunkException("sampleRate is 0"));

    assertThat(response.result()).isEqualTo(Result.RESUME);
    assertThat(response.deadLetterQueueRecords())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.topic()).isEqualTo(Topics.DEAD_LETTERS.name());
              assertThat(letter.value()).isEqualTo(VALUE);
            });
  }

  @Test
  void shouldStopAtAnyOtherFailureAndSendNoInnocentRecordAway() {
    Response response = handle(new IllegalStateException("a store is broken"));

    assertThat(response.result()).isEqualTo(Result.FAIL);
    assertThat(response.deadLetterQueueRecords()).isEmpty();
  }

  private Response handle(Exception exception) {
    return handler.handleError(context, new Record<>("fan", "chunk", 0), exception);
  }
}
