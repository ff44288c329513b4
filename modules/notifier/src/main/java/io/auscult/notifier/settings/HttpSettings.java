/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import io.auscult.cli.YamlSection;
import io.auscult.operations.ListenAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where health and metrics are answered. */
final class HttpSettings {

  private static final int DEFAULT_PORT = 8084;

  private HttpSettings() {}

  static ListenAddress read(YamlSection yaml) {
    yaml.only("address", "port");
    return new ListenAddress(address(yaml), yaml.integer("port", DEFAULT_PORT), "http.port");
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
