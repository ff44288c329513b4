/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant who wrote a name that does not exist. */
public final class NearestName {

  private NearestName() {}

  /** The name with the fewest letters to change: two, or a third of a long one, at most. */
  public static Optional<String> of(String written, Collection<String> names) {
    String lower = written.toLowerCase(Locale.ROOT);
    return names.stream()
        .filter(name -> distance(lower, name) <= tolerated(name))
        .min(Comparator.comparingInt((String name) -> distance(lower, name)).thenComparing(n -> n));
  }

  /** A name of one or two letters is not meant by somebody who hit none of them. */
  private static int tolerated(String name) {
    return Math.min(name.length() - 1, Math.max(2, name.length() / 3));
  }

  /** Levenshtein's: letters to insert, delete or replace. */
  private static int distance(String written, String name) {
    String other = name.toLowerCase(Locale.ROOT);
    int[] row = new int[other.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int i = 1; i <= written.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (written.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[row.length - 1];
  }
}
