/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Time cut into slots of one length, each with one place in it that chance decides: the same for
 * the same machine and slot, so that a restart changes nothing.
 *
 * @param length of a slot
 * @param needed so much time is left in the slot behind the place
 */
record Slots(Duration length, Duration needed) {

  /** The slot that a time lies in. */
  long at(Instant time) {
    return Math.floorDiv(time.toEpochMilli(), length.toMillis());
  }

  Instant start(long slot) {
    return Instant.ofEpochMilli(slot * length.toMillis());
  }

  Instant end(long slot) {
    return start(slot + 1);
  }

  /** Where in a slot the search begins. */
  Instant place(String machineId, long slot) {
    long seed =
        UUID.nameUUIDFromBytes("%s/%d".formatted(machineId, slot).getBytes(UTF_8))
            .getMostSignificantBits();
    long room = length.minus(needed).toMillis();
    return start(slot).plusMillis(new SplittableRandom(seed).nextLong(room + 1));
  }

  /** Whose turn it is in a slot. */
  static String turn(List<String> sensors, long slot) {
    return sensors.get((int) Math.floorMod(slot, (long) sensors.size()));
  }
}
