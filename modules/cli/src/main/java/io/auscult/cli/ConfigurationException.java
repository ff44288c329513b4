/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

/**
 * A configuration file does not say what it should. The message is one line that names the file and
 * the setting.
 */
public final class ConfigurationException extends RuntimeException {

  public ConfigurationException(String message) {
    super(message);
  }
}
