/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Set;

/** Asks the person at the terminal before something is done that cannot be undone. */
public final class Confirmation {

  private static final Set<String> YES = Set.of("y", "yes");

  private Confirmation() {}

  /**
   * Goes on only if the answer is yes.
   *
   * @param question without its question mark; asked on standard error
   * @throws CommandFailedException if it is not, or if there is nobody to ask
   */
  public static void require(String question) throws IOException {
    if (!Terminal.isIn()) {
      throw new CommandFailedException("nothing was changed: add --yes to do it");
    }
    System.err.printf("%s? [y/N] ", question);
    System.err.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    if (answer == null || !YES.contains(answer.strip().toLowerCase(Locale.ROOT))) {
      throw new CommandFailedException("nothing was changed");
    }
  }
}
