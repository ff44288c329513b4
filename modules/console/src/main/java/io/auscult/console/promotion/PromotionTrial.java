/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.promotion;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.release.ReleaseUnusableException;
import java.io.IOException;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Finds out whether a release may take the champion's place. It takes seconds to minutes. */
@FunctionalInterface
public interface PromotionTrial {

  /**
   * What came of it.
   *
   * @param worse whether the release is worse than the champion
   * @param reasons why it is worse, or why nobody can tell; a line each
   * @param lines all of it for a person, in columns
   */
  record Result(boolean worse, List<String> reasons, List<String> lines) {

    public Result {
      reasons = List.copyOf(reasons);
      lines = List.copyOf(lines);
    }
  }

  /**
   * Tries a release.
   *
   * @param progress told the share of the work that is done, 0 to 1
   * @throws BrokerUnavailableException if Kafka does not answer
   * @throws ReleaseUnusableException if one of the two is not whole
   * @throws IOException if sound or a model cannot be read; one line that says why
   */
  Result run(ModelRelease champion, ModelRelease challenger, DoubleConsumer progress)
      throws IOException, ReleaseUnusableException, InterruptedException;
}
