/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import java.io.IOException;

/** No Kafka broker answered, or the one that did refused. The message is one line for a person. */
public final class BrokerUnavailableException extends IOException {

  public BrokerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
