/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;

/** How several window scores become one. */
public enum Evidence {
  /** Their mean. */
  @JsonProperty("mean")
  MEAN {
    @Override
    public double of(double[] scores) {
      return Arrays.stream(scores).average().orElseThrow();
    }
  },

  /** The mean of the highest third: for faults that come and go. */
  @JsonProperty("top-third")
  TOP_THIRD {
    @Override
    public double of(double[] scores) {
      double[] sorted = scores.clone();
      Arrays.sort(sorted);
      int third = Math.max(1, (int) Math.round(sorted.length / 3.0));
      return Arrays.stream(sorted, sorted.length - third, sorted.length).average().orElseThrow();
    }
  };

  /**
   * One score for several.
   *
   * @param scores of neighbouring windows, at least one
   */
  public abstract double of(double[] scores);
}
