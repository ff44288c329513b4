/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clips that are kept on {@code auscult.normals} or {@code auscult.clips}. There may be more
 * than fits into memory: they come one by one, and each can be had again from its place. Not
 * thread-safe.
 */
public final class KeptClips implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeptClips.class);

  private final Deserializer<Clip> clips;
  private final TopicContents contents;

  /** Where a clip is on its topic. */
  public record Place(int partition, long offset) {}

  private KeptClips(Deserializer<Clip> clips, TopicContents contents) {
    this.clips = clips;
    this.contents = contents;
  }

  /**
   * Connects.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param topic {@link Topics#NORMALS} or {@link Topics#CLIPS}
   * @param atMost how long to wait for a broker, now and whenever it falls silent
   * @throws BrokerUnavailableException if no broker answers, or if it lacks the topic
   */
  public static KeptClips open(
      Map<String, ?> clientSettings, TopicDefinition<Clip> topic, Duration atMost)
      throws BrokerUnavailableException, InterruptedException {
    return new KeptClips(
        topic.values(clientSettings).deserializer(),
        TopicContents.open(clientSettings, topic, atMost));
  }

  /**
   * Hands over the clips that are there by now.
   *
   * @param since those that begin earlier are left out
   * @return how many records could not be read; each is logged
   * @throws BrokerUnavailableException if Kafka falls silent before the end
   */
  public long forEach(Instant since, BiConsumer<Place, Clip> handler)
      throws BrokerUnavailableException {
    long[] unreadable = {0};
    // A clip is written after it was captured, so none is missed.
    contents.forEach(
        since,
        record -> {
          try {
            Clip clip = read(record);
            if (clip != null && !clip.getCapturedAt().isBefore(since)) {
              handler.accept(new Place(record.partition(), record.offset()), clip);
            }
          } catch (SerializationException e) {
            unreadable[0]++;
            LOG.warn(
                "a clip cannot be read topic={} partition={} offset={} error={}",
                record.topic(),
                record.partition(),
                record.offset(),
                e.getMessage());
          }
        });
    return unreadable[0];
  }

  /** The clip at a place; empty if it is gone. */
  public Optional<Clip> at(Place place) throws BrokerUnavailableException {
    return contents
        .at(place.partition(), place.offset())
        .map(
            record -> {
              try {
                return read(record);
              } catch (SerializationException e) {
                return null; // It was readable before: another record took its place.
              }
            });
  }

  private @Nullable Clip read(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null ? null : clips.deserialize(record.topic(), record.value());
  }

  @Override
  public void close() {
    contents.close();
  }
}
