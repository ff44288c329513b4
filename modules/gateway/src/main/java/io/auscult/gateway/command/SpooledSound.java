/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.audio.AudioClip;
import io.auscult.audio.Flac;
import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.Topics;
import io.auscult.gateway.spool.SpoolRecord;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The sound of a record.
 *
 * @param samples S16LE, as they were captured
 */
record SpooledSound(AudioChunk chunk, ByteBuffer samples) {

  /**
   * Decodes it.
   *
   * @throws org.apache.kafka.common.errors.SerializationException if it is no chunk
   * @throws IOException if its samples cannot be read; the message is one line
   */
  static SpooledSound of(SpoolRecord record) throws IOException {
    AudioChunk chunk =
        Topics.AUDIO.values().deserializer().deserialize(Topics.AUDIO.name(), record.value());
    ByteBuffer samples = chunk.getSamples();
    if (chunk.getEncoding() == AudioEncoding.FLAC) {
      AudioClip clip = Flac.decode(record.sensor(), samples, chunk.getSampleCount());
      // A gateway's chunks have one channel.
      samples = Pcm16.encode(clip.channels()[0], 0, clip.sampleCount());
    }
    if (samples.remaining() != chunk.getSampleCount() * chunk.getChannels() * Short.BYTES) {
      throw new IOException(
          "a chunk of %s has another number of samples than it says".formatted(record.sensor()));
    }
    return new SpooledSound(chunk, samples);
  }
}
