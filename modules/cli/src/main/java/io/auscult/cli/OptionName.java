/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import picocli.CommandLine.Model.OptionSpec;

/** What an option is called outside the command line. */
final class OptionName {

  private OptionName() {}

  /** The long name without its dashes: {@code bootstrap-servers}. */
  static String of(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }
}
