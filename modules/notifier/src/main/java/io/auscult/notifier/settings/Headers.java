/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import io.auscult.cli.YamlSection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Headers of HTTP requests, as they stand in the file. */
final class Headers {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /** Set by the notifier, or by Java's client, which takes them from nobody. */
  private static final Set<String> FIXED =
      Set.of(
          "content-type",
          "content-length",
          "connection",
          "expect",
          "host",
          "upgrade",
          "x-auscult-signature",
          "x-auscult-timestamp");

  private Headers() {}

  /** Names, and the files with the values. */
  static Map<String, SecretFile> read(YamlSection yaml) {
    Map<String, SecretFile> headers = new LinkedHashMap<>();
    for (String name : yaml.entries().keySet()) {
      if (!TOKEN.matcher(name).matches()) {
        throw yaml.refused(name, "is no name of an HTTP header");
      }
      if (FIXED.contains(name.toLowerCase(Locale.ROOT))) {
        throw yaml.refused(name, "cannot be set: the notifier does");
      }
      headers.put(name, SecretFile.of(yaml, name));
    }
    return headers;
  }
}
