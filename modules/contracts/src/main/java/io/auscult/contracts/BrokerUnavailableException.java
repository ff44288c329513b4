/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** No Kafka broker answered, or the one that did refused. The message is one line for a person. */
public final class BrokerUnavailableException extends IOException {

  public BrokerUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
