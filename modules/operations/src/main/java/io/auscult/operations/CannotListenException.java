/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.operations;

import java.io.IOException;

/** The server cannot have its address. The message is one line for a person. */
public final class CannotListenException extends IOException {

  CannotListenException(ListenAddress listen, IOException cause) {
    super(
        "Cannot listen on %s port %d (%s): choose another port with %s, 0 takes any free one"
            .formatted(
                listen.address().getHostAddress(),
                listen.port(),
                cause.getMessage(),
                listen.portSetting()),
        cause);
  }
}
