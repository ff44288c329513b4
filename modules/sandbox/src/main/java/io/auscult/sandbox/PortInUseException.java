/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import java.io.IOException;

/** Another program listens on the port that the broker was told to use. */
public final class PortInUseException extends IOException {

  PortInUseException(int port, Throwable cause) {
    super(
        "Port %d on 127.0.0.1 is in use: stop the program that listens there, or choose another port (0 takes any free one)"
            .formatted(port),
        cause);
  }
}
