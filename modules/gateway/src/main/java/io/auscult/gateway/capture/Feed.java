/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.gateway.source.Sounds;

/**
 * A source: what is heard, and the sensors that hear it.
 *
 * @param name what messages, metrics and health records call it, not blank
 */
public record Feed(String name, Channels channels, Sounds sounds) {

  public Feed {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of a source must not be blank");
    }
  }
}
