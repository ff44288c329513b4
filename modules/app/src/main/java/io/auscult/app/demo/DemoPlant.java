/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.gateway.capture.Feed;
import io.auscult.trainer.TrainingPlan;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The machines of a demo: what is known of their healthy past, and what will be heard. */
interface DemoPlant {

  /** Ids, in the order in which they are shown. */
  List<String> machines();

  /** Healthy sound to learn from; none of it will be streamed. */
  TrainingPlan past() throws IOException;

  /**
   * What will be heard, one feed a machine.
   *
   * @param truth is told when which machine breaks and recovers
   */
  List<Feed> future(Truth truth);

  /** The seed of what is heard; null if it is recorded. */
  @Nullable Long seed();
}
