/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.health;

import java.io.IOException;
import java.net.InetSocketAddress;

/** The server cannot have its address. The message is one line for a person. */
public final class CannotListenException extends IOException {

  CannotListenException(InetSocketAddress address, IOException cause) {
    super(
        "Cannot listen on %s port %d (%s): choose another port with --http-port, 0 takes any free one"
            .formatted(address.getHostString(), address.getPort(), cause.getMessage()),
        cause);
  }
}
