/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.pipeline.assembly.InvalidChunkException;
import java.util.Map;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends invalid chunks to the dead letters and goes on. Anything else is not the record's fault:
 * the task stops, and the record is read again.
 */
public final class DeadLetterInvalidChunks implements ProcessingExceptionHandler {

  private final ProcessingExceptionHandler goOn = new LogAndContinueProcessingExceptionHandler();
  private final ProcessingExceptionHandler stop = new LogAndFailProcessingExceptionHandler();

  @Override
  public void configure(Map<String, ?> configs) {
    goOn.configure(configs);
    // It would send the record to the dead letters as well, but that one is innocent.
    stop.configure(Map.of());
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    boolean invalid = exception instanceof InvalidChunkException;
    return (invalid ? goOn : stop).handleError(context, record, exception);
  }
}
