/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code auscult dlq}, on a real broker and with dead letters that Kafka Streams wrote. */
class DeadLettersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long UNLUCKY = 13;

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private static KafkaProducer<String, byte[]> producer;
  private static KafkaStreams pipeline;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"));
    try (TopicAdmin admin = TopicAdmin.connect(client(), PATIENCE)) {
      admin.create(new TopicLayout(3, (short) 1));
    }
    producer = new KafkaProducer<>(client(), new StringSerializer(), new ByteArraySerializer());
    pipeline = new KafkaStreams(topology(), streamsSettings());
    pipeline.start();
  }

  @AfterAll
  static void stop() {
    pipeline.close(PATIENCE);
    producer.close(PATIENCE);
    kafka.close();
  }

  /** Takes every chunk but number 13. */
  private static final class Superstitious implements Processor<String, AudioChunk, Void, Void> {
    @Override
    public void process(Record<String, AudioChunk> chunk) {
      if (chunk.value().getSequence() == UNLUCKY) {
        throw new IllegalStateException("number 13\nbrings bad luck");
      }
    }
  }

  private static Topology topology() {
    return new Topology()
        .addSource(
            "audio",
            new StringDeserializer(),
            Topics.AUDIO.values().deserializer(),
            Topics.AUDIO.name())
        .addProcessor("refuse-13", Superstitious::new, "audio");
  }

  private static Properties streamsSettings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "superstitious");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    settings.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueProcessingExceptionHandler.class);
    settings.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS.name());
    return settings;
  }

  @Test
  void shouldListWhatTheReasonWasAndWhereItCameFrom() throws Exception {
    RecordMetadata sent = send("fan-0", "no\u0000chunk".getBytes(UTF_8));
    send("fan-0", chunk("fan-0", 12));
    send("fan-0", chunk("fan-0", UNLUCKY));
    awaitDeadLetters("fan-0", 2);

    List<String> lines = succeed("list", "--machine", "fan-0").out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .contains(
            "auscult.audio %d:%d".formatted(sent.partition(), sent.offset()),
            "fan-0",
            "8 B",
            "A value on auscult.audio is not a readable AudioChunk");
    assertThat(lines.get(1)).endsWith("number 13\\nbrings bad luck");

    JsonNode json = succeed("list", "--machine", "fan-0", "--reason", "BAD LUCK", "--json").json();
    assertThat(json.path("found").asInt()).isEqualTo(1);
    JsonNode letter = json.at("/deadLetters/0");
    assertThat(letter.path("key").asText()).isEqualTo("fan-0");
    assertThat(letter.path("reason").asText()).isEqualTo("number 13\nbrings bad luck");
    assertThat(letter.path("bytes").asInt()).isEqualTo(chunk("fan-0", UNLUCKY).length);
    assertThat(Instant.parse(letter.path("time").asText()))
        .isBetween(Instant.now().minus(PATIENCE), Instant.now());
  }

  @Test
  void shouldListTheLatestAndSayHowManyThereAre() throws Exception {
    for (int i = 0; i < 3; i++) {
      send("fan-1", ("garbage number " + i).getBytes(UTF_8));
    }
    awaitDeadLetters("fan-1", 3);

    JsonNode json = succeed("list", "--machine", "fan-1", "--limit", "1", "--json").json();
    assertThat(json.path("found").asInt()).isEqualTo(3);
    assertThat(json.path("deadLetters")).hasSize(1);
    assertThat(succeed("list", "--machine", "fan-1", "--limit", "2").errors())
        .contains("2 of 3 dead letters: --limit 0 lists all");
    assertThat(succeed("list", "--machine", "fan-1", "--since", "1h", "--limit", "0").out())
        .hasLineCount(3);
    assertThat(succeed("list", "--machine", "nobody").errors()).contains("0 dead letters");
  }

  @Test
  void shouldShowHeadersStackTraceAndBytesOfOne() throws Exception {
    send("fan-2", "no chunk".getBytes(UTF_8));
    String letter = awaitDeadLetters("fan-2", 1).get(0);

    assertThat(succeed("show", letter).out())
        .contains("    gateway-7")
        .contains("__streams.errors.stacktrace:")
        .contains("        at io.auscult.contracts.AvroSerde")
        .contains("    0000  6e 6f 20 63 68 75 6e 6b");
    assertThat(succeed("show", letter, "--json").json().path("head").asText())
        .isEqualTo("6e6f206368756e6b");
    assertFails(run("show", "2:99999"), "there is no dead letter 2:99999");
    assertFails(run("show", "77:0"), "there is no dead letter 77:0");
  }

  @Test
  void shouldSendNothingWithoutExecute() throws Exception {
    send("pump-0", chunk("pump-0", UNLUCKY));
    String letter = awaitDeadLetters("pump-0", 1).get(0);

    CommandRun run = succeed("replay", "--machine", "pump-0");

    assertThat(run.out()).contains("send", letter, "it can be decoded");
    assertThat(run.errors()).contains("1 to send, 0 to skip. Nothing was sent: add --execute");
    assertThat(audioOf("pump-0")).hasSize(1);
  }

  @Test
  void shouldSendBackTheSameBytesWithTheHeadersTheyHadAndWhereTheyDied() throws Exception {
    send("pump-1", chunk("pump-1", UNLUCKY));
    String letter = awaitDeadLetters("pump-1", 1).get(0);

    JsonNode json = succeed("replay", letter, "--execute", "--json").json();

    assertThat(json.path("sent").asInt()).isEqualTo(1);
    List<ConsumerRecord<byte[], byte[]>> records = audioOf("pump-1");
    assertThat(records).hasSize(2);
    assertThat(records.get(1).value()).isEqualTo(records.get(0).value());
    assertThat(records.get(1).partition()).isEqualTo(records.get(0).partition());
    assertThat(records.get(1).headers().toArray())
        .extracting(Header::key, header -> new String(header.value(), UTF_8))
        .containsExactly(tuple("sent-by", "gateway-7"), tuple("auscult.replayed-from", letter));
  }

  @Test
  void shouldNotMultiplyWhatDiesAgain() throws Exception {
    send("pump-2", chunk("pump-2", UNLUCKY));
    String first = awaitDeadLetters("pump-2", 1).get(0);
    succeed("replay", "--machine", "pump-2", "--execute");
    awaitDeadLetters("pump-2", 2);

    CommandRun again = succeed("replay", "--machine", "pump-2", "--execute");
    List<String> letters = awaitDeadLetters("pump-2", 3);

    assertThat(again.errors()).contains("1 sent, 1 skipped");
    assertThat(again.out())
        .contains("replayed from " + first + ", it died again; name it to send it");
    assertThat(succeed("replay", letters.get(2)).errors()).contains("1 to send, 0 to skip");
  }

  @Test
  void shouldSkipWhatCannotBeDecodedUnlessForced() throws Exception {
    send("pump-3", "no chunk".getBytes(UTF_8));
    send("pump-3", chunk("pump-3", UNLUCKY));
    awaitDeadLetters("pump-3", 2);

    CommandRun careful = succeed("replay", "--machine", "pump-3");
    assertThat(careful.errors()).contains("1 to send, 1 to skip");
    assertThat(careful.out()).contains("it cannot be decoded: A value on auscult.audio");

    assertThat(succeed("replay", "--machine", "pump-3", "--force").errors())
        .contains("2 to send, 0 to skip");
    assertThat(succeed("replay", "--machine", "pump-3", "--force", "--limit", "1").errors())
        .contains("1 to send, 0 to skip");
  }

  @Test
  void shouldSkipWhatDidNotComeFromTheSound() throws Exception {
    for (String origin : List.of("", "auscult.anomalies")) {
      ProducerRecord<String, byte[]> letter =
          new ProducerRecord<>(Topics.DEAD_LETTERS.name(), "pump-4", chunk("pump-4", 1));
      if (!origin.isEmpty()) {
        letter.headers().add("__streams.errors.topic", origin.getBytes(UTF_8));
      }
      producer.send(letter).get();
    }

    CommandRun run = succeed("replay", "--machine", "pump-4", "--force");

    assertThat(run.errors()).contains("0 to send, 2 to skip");
    assertThat(run.out())
        .contains("its headers do not say where it came from")
        .contains("it came from auscult.anomalies, not from auscult.audio");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "show 17", "replay 0:x", "list --since 1", "list 0:17"})
  void shouldCallItBadUsageWhereItIsNotClearWhatIsMeant(String command) {
    CommandRun run = run(command.split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors().strip()).startsWith("auscult: ").hasLineCount(1);
  }

  @Test
  void shouldRefuseToGuess() {
    assertFails(run("replay", "0:0", "--since", "1h"), "not both");
    assertFails(run("replay", "--limit", "-1"), "--limit must be 0 or more, is -1");
    assertFails(run("list", "--limit", "-1"), "--limit must be 0 or more, is -1");
  }

  private static RecordMetadata send(String machine, byte[] value) throws Exception {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.AUDIO.name(), machine, value);
    record.headers().add("sent-by", "gateway-7".getBytes(UTF_8));
    return producer.send(record).get();
  }

  private static byte[] chunk(String machine, long sequence) {
    AudioChunk chunk =
        AudioChunk.newBuilder()
            .setMachineId(machine)
            .setSensorId(machine)
            .setStreamId("s")
            .setSequence(sequence)
            .setFirstSample(0)
            .setCapturedAt(Instant.EPOCH)
            .setSampleRate(16_000)
            .setEncoding(AudioEncoding.PCM_S16LE)
            .setSampleCount(1)
            .setSamples(ByteBuffer.allocate(2))
            .build();
    return Topics.AUDIO.values().serializer().serialize(Topics.AUDIO.name(), chunk);
  }

  /** The dead letters of a machine, in their order, once there are so many. */
  private static List<String> awaitDeadLetters(String machine, int count) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<String> letters = new ArrayList<>();
              succeed("list", "--machine", machine, "--json")
                  .json()
                  .path("deadLetters")
                  .forEach(letter -> letters.add(letter.path("letter").asText()));
              return letters;
            },
            letters -> letters.size() == count);
  }

  private static List<ConsumerRecord<byte[], byte[]>> audioOf(String machine) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (TopicContents audio = TopicContents.open(client(), Topics.AUDIO, PATIENCE)) {
      audio.forEach(
          Instant.MIN,
          record -> {
            if (new String(record.key(), UTF_8).equals(machine)) {
              records.add(record);
            }
          });
    }
    return records;
  }

  private static CommandRun succeed(String... arguments) {
    CommandRun run = run(arguments);
    assertThat(run.exitCode()).as("%s: %s", List.of(arguments), run.errors()).isZero();
    return run;
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.of(
        Stream.of(
                Stream.of("dlq"),
                Stream.of(arguments),
                Stream.of("--bootstrap-servers", kafka.bootstrapServers()))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private static void assertFails(CommandRun run, String part) {
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors().strip()).startsWith("auscult: ").contains(part).hasLineCount(1);
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
