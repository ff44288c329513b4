/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of all machines, on {@code auscult.machines}. The last record of a machine counts
 * and holds all of its settings, so a change is: find, change, put. Of two people who change one
 * machine at the same moment the later one wins.
 */
public final class MachineRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(MachineRegistry.class);

  private final Map<String, ?> clientSettings;
  private final Duration atMost;

  /**
   * Connects only when it is used.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param atMost how long to wait for a broker
   */
  public MachineRegistry(Map<String, ?> clientSettings, Duration atMost) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.atMost = atMost;
  }

  /** The settings by machine id. What cannot be read is logged and left out. */
  public SortedMap<String, MachineSettings> all()
      throws BrokerUnavailableException, InterruptedException {
    SortedMap<String, MachineSettings> machines = new TreeMap<>();
    lastRecords()
        .forEach(
            (machine, record) -> {
              try {
                machines.put(machine, decode(record));
              } catch (SerializationException e) {
                LOG.warn("machine={}: {}", machine, unreadable(machine, record, e));
              }
            });
    return machines;
  }

  /**
   * The settings of a machine; empty if it has none.
   *
   * @throws IllegalStateException if they cannot be read, so that nobody writes over them unseen
   */
  public Optional<MachineSettings> find(String machineId)
      throws BrokerUnavailableException, InterruptedException {
    ConsumerRecord<byte[], byte[]> record = lastRecords().get(machineId);
    if (record == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(decode(record));
    } catch (SerializationException e) {
      throw new IllegalStateException(unreadable(machineId, record, e), e);
    }
  }

  /** Whether there is a record of the machine, readable or not. */
  public boolean knows(String machineId) throws BrokerUnavailableException, InterruptedException {
    return lastRecords().containsKey(machineId);
  }

  private SortedMap<String, ConsumerRecord<byte[], byte[]>> lastRecords()
      throws BrokerUnavailableException, InterruptedException {
    SortedMap<String, ConsumerRecord<byte[], byte[]>> last = new TreeMap<>();
    try (TopicContents contents = TopicContents.open(clientSettings, Topics.MACHINES, atMost)) {
      contents.forEach(
          Instant.MIN,
          record -> {
            if (record.key() == null) {
              return; // a compacted topic takes none
            }
            String machine = new String(record.key(), UTF_8);
            if (record.value() == null) {
              last.remove(machine);
            } else {
              last.put(machine, record);
            }
          });
    }
    return last;
  }

  private MachineSettings decode(ConsumerRecord<byte[], byte[]> record) {
    return Topics.MACHINES
        .values(clientSettings)
        .deserializer()
        .deserialize(record.topic(), record.value());
  }

  private static String unreadable(
      String machine, ConsumerRecord<byte[], byte[]> record, SerializationException e) {
    return "the settings of %s (partition %d, offset %d): %s"
        .formatted(machine, record.partition(), record.offset(), e.getMessage());
  }

  /**
   * Makes these the settings of their machine.
   *
   * @throws IllegalArgumentException if they contradict themselves ({@link MachineSettingsRules})
   * @throws BrokerUnavailableException if they are not known to be written
   */
  public void put(MachineSettings settings)
      throws BrokerUnavailableException, InterruptedException {
    MachineSettingsRules.check(settings);
    write(settings.getMachineId(), settings);
  }

  /** Removes the settings of a machine, as if it never had any. */
  public void forget(String machineId) throws BrokerUnavailableException, InterruptedException {
    write(machineId, null);
  }

  private void write(String machineId, @Nullable MachineSettings settings)
      throws BrokerUnavailableException, InterruptedException {
    new TopicWriter(clientSettings, atMost)
        .write(Topics.MACHINES, machineId, settings, "the settings of " + machineId);
  }
}
