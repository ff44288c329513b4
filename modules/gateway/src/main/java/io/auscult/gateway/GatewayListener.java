/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway;

import io.auscult.contracts.AudioChunk;

/** Follows a gateway, on its thread: return quickly. */
public interface GatewayListener {

  /** Does nothing. */
  GatewayListener NONE = new GatewayListener() {};

  /** A chunk was handed over to the sink. */
  default void published(AudioChunk chunk) {}

  /** The last sound of a machine has ended. */
  default void ended(String machineId) {}
}
