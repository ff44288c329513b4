/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static io.auscult.pipeline.decision.HeardMachine.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.pipeline.state.MachineVotes;
import io.auscult.pipeline.state.SensorVotes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;

class MachineVotesTest {

  @Test
  void shouldTakeOverTheVotesOfTheFirstVersion() throws IOException {
    // Given two sensors, one vote over each, as the version before quiet times wrote them
    HeardMachine fan = new HeardMachine();
    fan.votes = written("MachineVotes-1.avsc");
    assertThat(fan.votes.getSensors())
        .containsEntry("left", new SensorVotes(1L, 0, at(0), false, null));

    // When
    fan.hear("left", 1, "o");
    fan.hear("left", 3600, ".");

    // Then the old vote counts, and the sensor that is gone is forgotten
    assertThat(fan.said()).startsWith("O1");
    assertThat(fan.votes.getSensors()).containsOnlyKeys("left", "right");
    fan.hear("left", 3601, ".");
    assertThat(fan.votes.getSensors()).containsOnlyKeys("left");
  }

  private static MachineVotes written(String schemaFile) throws IOException {
    Schema schema;
    try (InputStream in = MachineVotesTest.class.getResourceAsStream(schemaFile)) {
      schema = new Schema.Parser().parse(in);
    }
    Schema sensor = schema.getField("sensors").schema().getValueType();
    GenericRecord votes = new GenericData.Record(schema);
    votes.put("sensors", Map.of("left", vote(sensor), "right", vote(sensor)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(votes, encoder);
    encoder.flush();
    return new SpecificDatumReader<MachineVotes>(schema, MachineVotes.getClassSchema())
        .read(null, DecoderFactory.get().binaryDecoder(out.toByteArray(), null));
  }

  private static GenericRecord vote(Schema sensor) {
    GenericRecord vote = new GenericData.Record(sensor);
    vote.put("over", 1L);
    vote.put("calm", 0);
    vote.put("heardAt", ChronoUnit.MICROS.between(Instant.EPOCH, at(0)));
    return vote;
  }
}
