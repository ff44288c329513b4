/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.spi.MixerProvider;

/** The sound cards of a machine that has none. Java Sound finds it as it finds those of Java. */
public final class TestMixers extends MixerProvider {

  private static final List<TestMixer> MIXERS = new CopyOnWriteArrayList<>();

  /** Plugs a card in. */
  public static void plug(TestMixer mixer) {
    MIXERS.add(mixer);
  }

  /** Unplugs all. */
  public static void unplugAll() {
    MIXERS.clear();
  }

  @Override
  public Mixer.Info[] getMixerInfo() {
    return MIXERS.stream().map(TestMixer::info).toArray(Mixer.Info[]::new);
  }

  @Override
  public Mixer getMixer(Mixer.Info info) {
    return MIXERS.stream()
        .filter(mixer -> mixer.info().equals(info))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such mixer"))
        .mixer();
  }
}
