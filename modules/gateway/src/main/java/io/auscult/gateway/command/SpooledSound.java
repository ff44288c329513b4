/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.audio.AudioClip;
import io.auscult.audio.Flac;
import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.Topics;
import io.auscult.gateway.spool.Spooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A chunk of the spool and its samples.
 *
 * @param pcm S16LE, channel by channel within a frame
 */
record SpooledSound(AudioChunk chunk, ByteBuffer pcm) {

  /**
   * Decodes a record of sound.
   *
   * @throws IOException if it is no chunk, or not the sound that the chunk announces
   */
  static SpooledSound decode(Spooled spooled) throws IOException {
    String name = "the record at " + spooled.position();
    AudioChunk chunk;
    try {
      chunk =
          Topics.AUDIO
              .values()
              .deserializer()
              .deserialize(Topics.AUDIO.name(), spooled.record().value());
    } catch (SerializationException e) {
      throw new IOException(name + ": is no chunk: " + e.getMessage());
    }
    if (chunk.getSampleRate() < 1 || chunk.getChannels() < 1 || chunk.getSampleCount() < 1) {
      throw new IOException(name + ": has no sound");
    }
    ByteBuffer pcm = pcm(name, chunk);
    long expected = (long) chunk.getSampleCount() * chunk.getChannels() * Short.BYTES;
    if (pcm.remaining() != expected) {
      throw new IOException(
          name + ": has %d bytes of samples instead of %d".formatted(pcm.remaining(), expected));
    }
    return new SpooledSound(chunk, pcm);
  }

  private static ByteBuffer pcm(String name, AudioChunk chunk) throws IOException {
    if (chunk.getEncoding() == AudioEncoding.PCM_S16LE) {
      return chunk.getSamples().duplicate();
    }
    if (chunk.getEncoding() != AudioEncoding.FLAC) {
      throw new IOException(name + ": has the encoding " + chunk.getEncoding());
    }
    AudioClip clip = Flac.decode(name, chunk.getSamples(), chunk.getSampleCount());
    float[][] channels = clip.channels();
    float[] interleaved = new float[clip.sampleCount() * channels.length];
    for (int i = 0; i < interleaved.length; i++) {
      interleaved[i] = channels[i % channels.length][i / channels.length];
    }
    return Pcm16.encode(interleaved, 0, interleaved.length);
  }
}
