/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.deadletters;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.auscult.cli.OneLine;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a list says about a dead letter.
 *
 * @param letter where it stands
 * @param time when the record had come to its topic
 * @param origin where it stood there: topic, {@code partition:offset}
 * @param key the record's key; null if it has none
 * @param bytes the size of its value
 * @param exception the class of the exception; null if the headers do not say
 * @param reason why the pipeline could not take it
 * @param replayedFrom the dead letter that it had been before; null if it was never replayed
 */
record DeadLetterSummary(
    @JsonSerialize(using = ToStringSerializer.class) Position letter,
    @JsonSerialize(using = ToStringSerializer.class) Instant time,
    String origin,
    @Nullable String key,
    int bytes,
    @Nullable String exception,
    String reason,
    @Nullable String replayedFrom) {

  static final Comparator<DeadLetterSummary> OLDEST_FIRST =
      comparing(DeadLetterSummary::time).thenComparing(DeadLetterSummary::letter);

  /** One line for a person. */
  String line() {
    return OneLine.of(
        "%s  %-8s %-24s %-16s %8d B  %s%s"
            .formatted(
                time,
                letter,
                origin,
                key == null ? "(no key)" : key,
                bytes,
                replayedFrom == null ? "" : "(replayed from " + replayedFrom + ") ",
                reason));
  }
}
