/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.contracts.HealthKind;
import org.jspecify.annotations.Nullable;

/** How a source is. */
public enum SourceState {
  /** Sound comes, or the source has only just begun. */
  HEALTHY(null),
  /** It is open, but no sound comes. */
  STALLED(HealthKind.STALLED),
  /** It ended or could not be opened, and is tried again. */
  RESTARTING(HealthKind.RESTARTING),
  /** It was tried many times in vain; it is still tried, at the longest interval. */
  FAILED(HealthKind.FAILED);

  private final @Nullable HealthKind kind;

  SourceState(@Nullable HealthKind kind) {
    this.kind = kind;
  }

  /** The condition that health records tell of; null: none. */
  public @Nullable HealthKind kind() {
    return kind;
  }
}
