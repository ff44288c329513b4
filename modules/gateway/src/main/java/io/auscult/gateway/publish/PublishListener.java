/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.publish;

import io.auscult.gateway.spool.SpoolRecord;

/** Follows a publisher, on its thread or Kafka's: return quickly. */
public interface PublishListener {

  /** Does nothing. */
  PublishListener NONE = new PublishListener() {};

  /**
   * A record is on its way.
   *
   * @param again it was so before, and Kafka may have it already
   */
  default void sent(SpoolRecord record, boolean again) {}

  /** All replicas in sync have a record. */
  default void acknowledged(SpoolRecord record) {}

  /**
   * Nothing can be published at present; it is tried again, and nothing is lost.
   *
   * @param why one line for a person
   */
  default void failing(String why) {}
}
