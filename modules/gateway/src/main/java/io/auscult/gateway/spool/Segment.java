/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

/** A segment of an open spool, and how much of it waits. */
final class Segment {

  private final SegmentFile file;
  private final Tally waiting;
  private long size;

  /**
   * @param size offset behind its last record
   */
  Segment(SegmentFile file, Tally waiting, long size) {
    this.file = file;
    this.waiting = waiting;
    this.size = size;
  }

  SegmentFile file() {
    return file;
  }

  long number() {
    return file.number();
  }

  Tally waiting() {
    return waiting;
  }

  long size() {
    return size;
  }

  void growTo(long bytes) {
    size = bytes;
  }
}
