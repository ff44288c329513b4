/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.pipeline.assembly.InvalidChunkException;
import java.util.Map;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends invalid chunks to the dead letters and goes on. Anything else is not the record's fault:
 * the task stops, and the record is read again.
 */
public final class DeadLetterInvalidChunks implements ProcessingExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterInvalidChunks.class);

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
    if (!(exception instanceof InvalidChunkException)) {
      return stop.handleError(context, record, exception);
    }
    // Kafka's handler tells the same with a stack trace, at a level that is not shown by default.
    LOG.warn(
        "chunk moved to the dead letters partition={} offset={} reason={}",
        context.partition(),
        context.offset(),
        exception.getMessage());
    return goOn.handleError(context, record, exception);
  }
}
