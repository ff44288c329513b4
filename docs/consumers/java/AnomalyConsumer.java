/* SPDX-License-Identifier: GPL-3.0-or-later */

import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Prints anomalies: java -cp 'lib/*' AnomalyConsumer.java BROKER:9092 http://REGISTRY:8080/apis/registry/v3 GROUP */
public class AnomalyConsumer {
  public static void main(String[] args) {
    Map<String, Object> settings = Map.of(
        "bootstrap.servers", args[0],
        "apicurio.registry.url", args[1],
        "group.id", args[2],
        "auto.offset.reset", "earliest",
        "isolation.level", "read_committed",
        "key.deserializer", StringDeserializer.class,
        "value.deserializer", AvroKafkaDeserializer.class);
    try (var consumer = new KafkaConsumer<String, GenericRecord>(settings)) {
      consumer.subscribe(List.of("auscult.anomalies"));
      while (true) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          GenericRecord anomaly = record.value();
          Instant since = Instant.EPOCH.plus((Long) anomaly.get("openedAt"), ChronoUnit.MICROS);
          System.out.printf("%s %s %s since %s: score %.2f, threshold %.2f%n",
              anomaly.get("machineId"), anomaly.get("anomalyId"), anomaly.get("state"), since,
              anomaly.get("peakScore"), anomaly.get("threshold"));
        }
      }
    }
  }
}
