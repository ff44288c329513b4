/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks.gateway;

import io.auscult.sandbox.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A broker that is away for seconds at a time, and comes back at the same address. */
final class ComingAndGoingBroker implements AutoCloseable {

  private static final int UP_MILLIS = 6000;
  private static final int DOWN_MILLIS = 4000;

  private final Path folder;
  private final Random random;
  private final String bootstrapServers;
  private final CountDownLatch settled = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "coming-and-going");
  private EmbeddedKafka kafka;
  private int absences;
  private volatile @Nullable IOException failure;

  private ComingAndGoingBroker(Path folder, long seed, EmbeddedKafka kafka) {
    this.folder = folder;
    this.random = new Random(seed);
    this.kafka = kafka;
    this.bootstrapServers = kafka.bootstrapServers();
    thread.setDaemon(true);
  }

  /** Starts it; it stays until {@link #begin}. */
  static ComingAndGoingBroker start(Path folder, long seed) throws IOException {
    return new ComingAndGoingBroker(folder, seed, EmbeddedKafka.start(folder));
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** From now on it comes and goes. */
  void begin() {
    thread.start();
  }

  private void run() {
    int port = Integer.parseInt(bootstrapServers.substring(bootstrapServers.indexOf(':') + 1));
    try {
      while (!settled.await(UP_MILLIS / 2 + random.nextInt(UP_MILLIS), TimeUnit.MILLISECONDS)) {
        kafka.close();
        absences++;
        boolean unused = settled.await(random.nextInt(DOWN_MILLIS), TimeUnit.MILLISECONDS);
        kafka = EmbeddedKafka.start(folder, port);
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * From now on it stays.
   *
   * @return how often it was away
   */
  int settle() throws IOException, InterruptedException {
    settled.countDown();
    thread.join();
    IOException cause = failure;
    if (cause != null) {
      throw cause;
    }
    return absences;
  }

  @Override
  public void close() {
    settled.countDown();
    kafka.close();
  }
}
