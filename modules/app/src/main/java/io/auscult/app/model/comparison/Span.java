/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import java.time.Instant;
import java.util.Collection;

/**
 * A stretch of time.
 *
 * @param from its beginning
 * @param until its end, inclusive
 */
record Span(Instant from, Instant until) {

  boolean meets(Span other) {
    return !from.isAfter(other.until) && !other.from.isAfter(until);
  }

  boolean meetsAny(Collection<Span> others) {
    return others.stream().anyMatch(this::meets);
  }
}
