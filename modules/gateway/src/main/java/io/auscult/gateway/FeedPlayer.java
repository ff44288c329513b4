/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway;

import io.auscult.audio.PcmFormat;
import io.auscult.contracts.AudioChunk;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Plays a feed, a second at a time. Not thread-safe. */
final class FeedPlayer implements Closeable {

  /**
   * A second of all sensors, or less at the end of a sound.
   *
   * @param endsAfter sound since the start of the feed that has passed with its last sample
   */
  record Second(List<AudioChunk> chunks, Duration endsAfter) {}

  private final Feed feed;
  private final Instant startedAt;
  private final Iterator<SoundSource.Opener> sounds;
  private @Nullable Playing playing;

  FeedPlayer(Feed feed, Instant startedAt) {
    this.feed = feed;
    this.startedAt = startedAt;
    this.sounds = feed.sounds().iterator();
  }

  Feed feed() {
    return feed;
  }

  /** The next second, or null at the end of the last sound. */
  @Nullable Second next() throws IOException {
    Instant at = startedAt;
    while (true) {
      if (playing == null) {
        if (!sounds.hasNext()) {
          return null;
        }
        playing = new Playing(sounds.next().open(), at);
      }
      Second second = playing.next();
      if (second != null) {
        return second;
      }
      at = playing.now();
      playing.close();
      playing = null;
    }
  }

  @Override
  public void close() throws IOException {
    if (playing != null) {
      playing.close();
    }
  }

  /** One sound: its stream, sensor by sensor. */
  private final class Playing implements Closeable {
    private final SoundSource source;
    private final Instant streamStartedAt;
    private final PcmFormat format;
    private final List<Channels.Sensor> sensors;
    private final List<Chunker> chunkers = new ArrayList<>();
    private final List<AudioChunk> chunks = new ArrayList<>();
    private final float[] interleaved;
    private final float[] heard;
    private long position;

    Playing(SoundSource source, Instant streamStartedAt) throws IOException {
      this.source = source;
      this.streamStartedAt = streamStartedAt;
      this.format = source.format();
      this.interleaved = new float[format.sampleRate() * format.channels()];
      this.heard = new float[format.sampleRate()];
      try {
        this.sensors = feed.channels().sensors(feed.machineId(), source);
      } catch (IOException e) {
        source.close();
        throw e;
      }
      String streamId = UUID.randomUUID().toString();
      for (Channels.Sensor sensor : sensors) {
        chunkers.add(
            new Chunker(
                new Chunker.Stream(
                    feed.machineId(),
                    sensor.sensorId(),
                    streamId,
                    streamStartedAt,
                    format.sampleRate()),
                chunks::add));
      }
    }

    @Nullable Second next() throws IOException {
      int frames = SourceReads.fully(source, interleaved, format.sampleRate());
      if (frames == 0) {
        return null;
      }
      chunks.clear();
      for (int i = 0; i < sensors.size(); i++) {
        sensors.get(i).hear(interleaved, format.channels(), frames, heard);
        chunkers.get(i).accept(heard, 0, frames);
        if (frames < format.sampleRate()) {
          chunkers.get(i).finish();
        }
      }
      position += frames;
      return new Second(List.copyOf(chunks), Duration.between(startedAt, now()));
    }

    Instant now() {
      return new Chunker.Stream("", "", "", streamStartedAt, format.sampleRate())
          .capturedAt(position);
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }
}
