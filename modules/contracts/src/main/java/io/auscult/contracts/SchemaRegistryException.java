/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The schema registry did not do what it was asked for. That is no fault of the record that was
 * read or written: it can be tried again. The message is one line for a person.
 */
public final class SchemaRegistryException extends KafkaException {

  private final boolean passing;

  /**
   * @param passing whether it may be otherwise in a moment, without anybody doing anything
   */
  public SchemaRegistryException(String message, boolean passing, @Nullable Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  boolean isPassing() {
    return passing;
  }
}
