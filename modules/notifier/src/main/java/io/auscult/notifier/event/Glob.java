/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

/**
 * A pattern for names: {@code *} is any text, also none, {@code ?} one character, and everything
 * else itself.
 */
public record Glob(String pattern) {

  /** Whether the whole text is like that. */
  public boolean matches(String text) {
    int at = 0;
    int in = 0;
    int star = -1;
    int afterStar = 0;
    while (in < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        afterStar = in;
      } else if (at < pattern.length()
          && (pattern.charAt(at) == '?' || pattern.charAt(at) == text.charAt(in))) {
        at++;
        in++;
      } else if (star >= 0) {
        // The last star takes one more.
        at = star + 1;
        in = ++afterStar;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
