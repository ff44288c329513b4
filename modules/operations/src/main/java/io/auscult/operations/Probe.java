/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.operations;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one question about a process's health.
 *
 * @param why it is down, one line for a person; null if it is up
 * @param details what else is sent, in this order, with values that JSON knows
 */
public record Probe(@Nullable String why, Map<String, @Nullable Object> details) {

  public Probe {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** Whether the answer is yes. */
  public boolean isUp() {
    return why == null;
  }

  /** As it is sent: {@code status}, which is {@code UP} or {@code DOWN}, details, {@code why}. */
  Map<String, @Nullable Object> asSent() {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("status", isUp() ? "UP" : "DOWN");
    answer.putAll(details);
    answer.put("why", why);
    return answer;
  }
}
