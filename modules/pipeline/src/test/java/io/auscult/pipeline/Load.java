/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.Topics;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a plant's sound while other things happen. It begins at about the given pace, is ever
 * slower the less is left, and so never runs dry: a sensor must not fall silent because the test is
 * slow, and the last thing that happens must not happen without load.
 */
final class Load implements AutoCloseable {

  private static final Duration STEP = Duration.ofMillis(50);
  private static final Duration FINISH_WITHIN = Duration.ofSeconds(60);

  private final List<TroubledPlant.Sent> records;
  private final Duration pace;
  private final PlantProducer producer;
  private final Thread thread = new Thread(this::publish, "load");
  private volatile boolean finishing;
  private volatile @Nullable Throwable failure;

  private Load(List<TroubledPlant.Sent> records, Duration pace, String bootstrapServers) {
    this.records = records;
    this.pace = pace;
    producer = new PlantProducer(bootstrapServers);
  }

  /**
   * Starts publishing.
   *
   * @param pace how long the whole would take at the pace of the beginning
   */
  static Load start(List<TroubledPlant.Sent> records, Duration pace, String bootstrapServers) {
    Load load = new Load(records, pace, bootstrapServers);
    load.thread.start();
    return load;
  }

  private void publish() {
    try {
      double due = 0;
      int sent = 0;
      while (sent < records.size()) {
        due += (records.size() - due) * STEP.toMillis() / pace.toMillis();
        for (; sent < records.size() && (finishing || sent < due); sent++) {
          producer.send(Topics.AUDIO, records.get(sent));
        }
        Thread.sleep(STEP.toMillis());
      }
      producer.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  /** Fails if something could not be published. */
  void requireHealthy() {
    producer.requireHealthy();
    Throwable e = failure;
    if (e != null) {
      throw new AssertionError("not published", e);
    }
  }

  /** Publishes what is left at once. */
  void finish() throws InterruptedException {
    finishing = true;
    thread.join(FINISH_WITHIN.toMillis());
    requireHealthy();
    if (thread.isAlive()) {
      throw new AssertionError("not published within " + FINISH_WITHIN);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    producer.close();
  }
}
