/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.util.Comparator;

/**
 * A place in a spool.
 *
 * @param segment number of the segment, from 1
 * @param offset in its file, bytes
 */
public record SpoolPosition(long segment, int offset) implements Comparable<SpoolPosition> {

  private static final Comparator<SpoolPosition> ORDER =
      Comparator.comparingLong(SpoolPosition::segment).thenComparingInt(SpoolPosition::offset);

  @Override
  public int compareTo(SpoolPosition other) {
    return ORDER.compare(this, other);
  }
}
