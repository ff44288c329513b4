/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import io.auscult.cli.YamlSection;
import io.auscult.operations.ListenAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where health and metrics are answered. */
final class HttpSettings {

  private HttpSettings() {}

  /** Refuses the port by its whole path, as the server does that finds it in use. */
  static ListenAddress read(YamlSection yaml) {
    yaml.only("address", "port");
    return new ListenAddress(address(yaml), yaml.integer("port", 8082), "http.port");
  }

  private static InetAddress address(YamlSection yaml) {
    String text = yaml.text("address", "127.0.0.1");
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw yaml.refused("address", "'%s' is no address of a host".formatted(text));
    }
  }
}
