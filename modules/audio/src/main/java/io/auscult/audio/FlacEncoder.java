/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;
import net.sourceforge.javaflacencoder.EncodingConfiguration;
import net.sourceforge.javaflacencoder.EncodingConfiguration.SubframeType;
import net.sourceforge.javaflacencoder.FLACEncoder;
import net.sourceforge.javaflacencoder.StreamConfiguration;

/**
 * FLAC through javaFlacEncoder, which nobody maintains and which can fail: on a last block of less
 * than five samples its fixed predictors run off their array, its exhaustive search prints to
 * standard error, and its mode without threads throws. So this takes linear prediction alone, makes
 * blocks of about the same size, and checks the result. What fails is written uncompressed, which
 * is FLAC too.
 */
final class FlacEncoder {

  private static final int MAX_BLOCK = 4_096;

  /** Of the prediction. 12 saves another 0.05 % of real sound, and takes longer. */
  private static final int MAX_ORDER = 8;

  private static final int BITS = 16;

  private final PcmFormat format;
  private final ByteBuffer samples;
  private final int frames;

  FlacEncoder(PcmFormat format, ByteBuffer samples) {
    this.format = format;
    this.samples = samples.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (format.channels() > StreamConfiguration.MAX_CHANNEL_COUNT
        || format.sampleRate() > StreamConfiguration.MAX_SAMPLE_RATE) {
      throw new IllegalArgumentException(
          "FLAC takes at most %d channels and %d Hz, but there are %d channels at %d Hz"
              .formatted(
                  StreamConfiguration.MAX_CHANNEL_COUNT,
                  StreamConfiguration.MAX_SAMPLE_RATE,
                  format.channels(),
                  format.sampleRate()));
    }
    int frameBytes = format.channels() * Short.BYTES;
    if (!samples.hasRemaining() || samples.remaining() % frameBytes != 0) {
      throw new IllegalArgumentException(
          "%d bytes are no whole number of 16 bit samples of %d channels, at least one each"
              .formatted(samples.remaining(), format.channels()));
    }
    frames = samples.remaining() / frameBytes;
  }

  ByteBuffer encode() {
    try {
      ByteBuffer predicted = encode(SubframeType.LPC);
      if (predicted.remaining() < samples.remaining() && isLossless(predicted)) {
        return predicted;
      }
    } catch (RuntimeException e) {
      // The encoder tripped over this sound.
    }
    ByteBuffer verbatim = encode(SubframeType.VERBATIM);
    if (!isLossless(verbatim)) {
      throw new IllegalStateException("uncompressed FLAC did not give its samples back");
    }
    return verbatim;
  }

  private ByteBuffer encode(SubframeType type) {
    FLACEncoder encoder = new FLACEncoder();
    int blockSize = blockSize();
    encoder.setStreamConfiguration(
        new StreamConfiguration(
            format.channels(), blockSize, blockSize, format.sampleRate(), BITS));
    EncodingConfiguration configuration = new EncodingConfiguration();
    configuration.setSubframeType(type);
    configuration.setMinLPCOrder(1);
    configuration.setMaxLPCOrder(MAX_ORDER);
    encoder.setEncodingConfiguration(configuration);
    FlacOutput output = new FlacOutput(samples.remaining());
    encoder.setOutputStream(output);
    try {
      encoder.openFLACStream();
      encoder.addSamples(interleaved(), frames);
      encoder.encodeSamples(frames, true);
    } catch (IOException e) {
      throw new IllegalStateException("an output in memory does not fail", e);
    }
    return output.written();
  }

  /** All blocks have it but the last, which may be shorter by less than the number of blocks. */
  private int blockSize() {
    int blocks = (frames - 1) / MAX_BLOCK + 1;
    return Math.max(StreamConfiguration.MIN_BLOCK_SIZE, (frames - 1) / blocks + 1);
  }

  private int[] interleaved() {
    ShortBuffer integers = samples.asShortBuffer();
    int[] interleaved = new int[integers.remaining()];
    for (int i = 0; i < interleaved.length; i++) {
      interleaved[i] = integers.get(i);
    }
    return interleaved;
  }

  private boolean isLossless(ByteBuffer flac) {
    try {
      AudioClip clip = Flac.decode("what was encoded", flac, frames);
      return clip.sampleRate() == format.sampleRate()
          && Arrays.deepEquals(clip.channels(), Pcm16.decode(samples, format.channels()));
    } catch (UnreadableAudioException e) {
      return false;
    }
  }
}
