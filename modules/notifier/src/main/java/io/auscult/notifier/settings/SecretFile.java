/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import io.auscult.cli.OneLineErrors;
import io.auscult.cli.YamlSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a secret is. It is read each time it is used, so that it can be changed while the notifier
 * runs, and is in no text of the settings.
 */
public record SecretFile(Path path) {

  /** The secret: all that is in the file, without a line's end at its end. */
  public String read() throws IOException {
    String secret = Files.readString(path).stripTrailing();
    if (secret.isEmpty()) {
      throw new IOException(path + " is empty");
    }
    return secret;
  }

  /** Takes the path from a key, and makes sure that the file can be read. */
  static SecretFile of(YamlSection yaml, String key) {
    SecretFile file = new SecretFile(Path.of(yaml.text(key)));
    try {
      file.read();
    } catch (IOException e) {
      throw yaml.refused(key, "must be a file with the secret alone: " + OneLineErrors.message(e));
    }
    return file;
  }
}
