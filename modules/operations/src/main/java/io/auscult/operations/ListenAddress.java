/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.operations;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a server listens. The address decides who can reach it: nobody is asked who he is.
 *
 * @param port 0 to 65535, 0 for any free one
 * @param portSetting what the user sets the port with, for messages: {@code --http-port}
 */
public record ListenAddress(InetAddress address, int port, String portSetting) {

  public ListenAddress {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "%s must be 0 to 65535, is %d".formatted(portSetting, port));
    }
  }

  InetSocketAddress socketAddress() {
    return new InetSocketAddress(address, port);
  }
}
