/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Shares a machine's power out among its sources. The shares always sum to 1: a fault moves power
 * from one source to another and adds none, so that it cannot be heard as loudness alone.
 */
final class PowerMix {
  private static final int STEP = 64;

  /** A fault comes, and goes, over half a second. */
  private static final int STEPS_OF_CHANGE = MachineSound.SAMPLE_RATE / 2 / STEP;

  private static final class Channel {
    final Source source;
    final double healthyShare;
    double share;
    double targetShare;
    double gain;

    Channel(Source source, double share) {
      this.source = source;
      this.healthyShare = share;
      this.share = share;
      this.targetShare = share;
      this.gain = StrictMath.sqrt(share);
    }
  }

  private final List<Channel> channels = new ArrayList<>();
  private Channel[] playing = {};
  private int stepsLeft;
  private int samplesLeft;

  /** Adds a source with its share when the machine is healthy; all of them must sum to 1. */
  PowerMix with(Source source, double share) {
    channels.add(new Channel(source, share));
    playing = channels.toArray(Channel[]::new);
    return this;
  }

  /**
   * Gives the named sources exactly these shares; the others divide what is left in the proportions
   * they have when healthy.
   */
  void redistribute(Map<Source, Double> shares) {
    double named = 0;
    double others = 0;
    for (Channel channel : channels) {
      Double share = shares.get(channel.source);
      if (share == null) {
        others += channel.healthyShare;
      } else {
        named += share;
      }
    }
    for (Channel channel : channels) {
      Double share = shares.get(channel.source);
      channel.targetShare = share == null ? channel.healthyShare * (1 - named) / others : share;
    }
    begin();
  }

  /** Back to the healthy shares. */
  void restore() {
    for (Channel channel : channels) {
      channel.targetShare = channel.healthyShare;
    }
    begin();
  }

  double next() {
    if (stepsLeft > 0) {
      change();
    }
    double sum = 0;
    for (Channel channel : playing) {
      if (channel.gain != 0) {
        sum += channel.gain * channel.source.next();
      }
    }
    return sum;
  }

  private void begin() {
    stepsLeft = STEPS_OF_CHANGE;
    samplesLeft = 0;
  }

  private void change() {
    if (samplesLeft == 0) {
      for (Channel channel : playing) {
        // The last step lands on the target to the bit.
        channel.share =
            stepsLeft == 1
                ? channel.targetShare
                : channel.share + (channel.targetShare - channel.share) / stepsLeft;
        channel.gain = StrictMath.sqrt(Math.max(0, channel.share));
      }
      stepsLeft--;
      samplesLeft = STEP;
    }
    samplesLeft--;
  }
}
