/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.SchemaRegistryException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/**
 * Sends records that cannot be decoded to the dead letters and goes on. Where only the schema
 * registry could not be asked, the task stops, and the record is read again.
 */
public final class DeadLetterUnreadable implements DeserializationExceptionHandler {

  private final DeserializationExceptionHandler goOn = new LogAndContinueExceptionHandler();

  @Override
  public void configure(Map<String, ?> configs) {
    goOn.configure(configs);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    return exception instanceof SchemaRegistryException
        ? Response.fail()
        : goOn.handleError(context, record, exception);
  }
}
