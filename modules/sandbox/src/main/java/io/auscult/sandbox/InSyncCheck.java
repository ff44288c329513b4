/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;

/** Looks whether any copy of any partition lags behind. */
final class InSyncCheck {

  private static final int WITHIN_SECONDS = 10;

  private InSyncCheck() {}

  /** Also false when the cluster does not answer. */
  static boolean run(String bootstrapServers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      var topics =
          admin
              .listTopics(new ListTopicsOptions().listInternal(true))
              .names()
              .get(WITHIN_SECONDS, TimeUnit.SECONDS);
      return admin
          .describeTopics(topics)
          .allTopicNames()
          .get(WITHIN_SECONDS, TimeUnit.SECONDS)
          .values()
          .stream()
          .allMatch(InSyncCheck::inSync);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean inSync(TopicDescription topic) {
    return topic.partitions().stream().allMatch(p -> p.isr().size() == p.replicas().size());
  }
}
