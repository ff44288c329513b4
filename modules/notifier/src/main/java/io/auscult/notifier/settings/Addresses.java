/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import io.auscult.cli.YamlSection;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Addresses of servers, as they stand in the file. */
final class Addresses {

  private Addresses() {}

  /**
   * An absolute address without a password.
   *
   * @param schemes that it may have
   */
  static URI of(YamlSection yaml, String key, String text, Set<String> schemes) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw yaml.refused(key, "is no address: " + e.getReason());
    }
    if (uri.getUserInfo() != null) {
      throw yaml.refused(key, "must not have a user or password: secrets come from files");
    }
    if (uri.getHost() == null
        || uri.getScheme() == null
        || !schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
      throw yaml.refused(
          key,
          "must be an address like %s://host:port"
              .formatted(schemes.stream().sorted().findFirst().orElseThrow()));
    }
    if (uri.getFragment() != null) {
      throw yaml.refused(key, "must not have a fragment (#...)");
    }
    return uri;
  }
}
