/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import io.auscult.simulator.MachineSound;

/** A simulated machine; it never ends. Its faults are planned with the sound it is given. */
public final class MachineSource implements SoundSource {

  private static final PcmFormat FORMAT = new PcmFormat(MachineSound.SAMPLE_RATE, 1);

  private final String name;
  private final MachineSound sound;

  public MachineSource(String name, MachineSound sound) {
    this.name = name;
    this.sound = sound;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public PcmFormat format() {
    return FORMAT;
  }

  @Override
  public int read(float[] interleaved, int offset, int frames) {
    sound.render(interleaved, offset, frames);
    return frames;
  }

  @Override
  public void close() {}
}
