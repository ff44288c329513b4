/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

/**
 * How topics are laid out over the brokers when they are created.
 *
 * @param partitions of every topic that may have several, at least 1
 * @param replicationFactor at least 1, or -1 for the brokers' {@code default.replication.factor}
 */
public record TopicLayout(int partitions, short replicationFactor) {

  private static final short OF_THE_BROKER = -1;

  public TopicLayout {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be at least 1, not " + partitions);
    }
    if (replicationFactor < 1 && replicationFactor != OF_THE_BROKER) {
      throw new IllegalArgumentException(
          "replicationFactor must be at least 1, or -1 for the brokers' default, not "
              + replicationFactor);
    }
  }

  /** Six partitions and the replication factor that the brokers default to. */
  public static TopicLayout standard() {
    return new TopicLayout(Topics.DEFAULT_PARTITIONS, OF_THE_BROKER);
  }
}
