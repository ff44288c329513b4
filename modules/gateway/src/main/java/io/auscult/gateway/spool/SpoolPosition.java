/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.util.Comparator;

/**
 * Where a record stands.
 *
 * @param segment its number, from 1; a later segment has a greater one
 * @param offset of the record's first byte in the segment's file
 */
public record SpoolPosition(long segment, int offset) implements Comparable<SpoolPosition> {

  private static final Comparator<SpoolPosition> ORDER =
      Comparator.comparingLong(SpoolPosition::segment).thenComparingInt(SpoolPosition::offset);

  @Override
  public int compareTo(SpoolPosition other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return segment + ":" + offset;
  }
}
