/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.time.Duration;

/** How much of a segment waits. */
final class Tally {

  private long records;
  private long bytes;
  private Duration sound = Duration.ZERO;

  void add(RecordHeader header) {
    records++;
    bytes += header.recordLength();
    sound = sound.plus(header.sound());
  }

  void remove(Spooled done, int length) {
    records--;
    bytes -= length;
    sound = sound.minus(done.record().sound());
  }

  long records() {
    return records;
  }

  long bytes() {
    return bytes;
  }

  Duration sound() {
    return sound;
  }
}
