/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.training;

import io.auscult.cli.CommandFailedException;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.lease.Lease;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets one trainer at a time work for a plant, wherever they run. */
public final class OneTrainer {

  private static final String LEASE = "auscult-trainer";

  private OneTrainer() {}

  /** What only one may do at a time. It is interrupted when it no longer is the only one. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
  }

  /**
   * Does a work, once no other trainer is at work.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param atMost so long to wait for another one
   * @return false if another one was at work for all that time; nothing was done then
   * @throws BrokerUnavailableException if Kafka does not answer
   * @throws CommandFailedException if Kafka gave the work to another one meanwhile
   * @throws Exception what the work throws
   */
  public static boolean run(Map<String, ?> clientSettings, Duration atMost, Work work)
      throws Exception {
    AtomicBoolean lost = new AtomicBoolean();
    Thread worker = Thread.currentThread();
    try (Lease lease = Lease.open(clientSettings, LEASE)) {
      if (!lease.awaitHeld(atMost)) {
        return false;
      }
      lease.onLost(
          () -> {
            lost.set(true);
            worker.interrupt();
          });
      work.run();
      return true;
    } catch (InterruptedException e) {
      if (lost.get()) {
        throw new CommandFailedException(
            "this trainer was not heard of by Kafka for %d s and gave up: another one may do the work"
                .formatted(Lease.SESSION.toSeconds()));
      }
      throw e;
    }
  }
}
