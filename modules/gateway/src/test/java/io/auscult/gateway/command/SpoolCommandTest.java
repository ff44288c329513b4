/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.auscult.audio.AudioClip;
import io.auscult.audio.Flac;
import io.auscult.audio.Pcm16;
import io.auscult.audio.PcmFormat;
import io.auscult.cli.Commands;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.Topics;
import io.auscult.gateway.settings.SpoolSettings;
import io.auscult.gateway.settings.SpoolSettings.Fsync;
import io.auscult.gateway.settings.SpoolSettings.WhenFull;
import io.auscult.gateway.spool.Spool;
import io.auscult.gateway.spool.SpoolListener;
import io.auscult.gateway.spool.SpoolRecord;
import io.auscult.gateway.spool.Spooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class SpoolCommandTest {

  private static final int RATE = 8_000;
  private static final Instant START = Instant.parse("2026-03-01T06:00:00Z");

  @TempDir Path temporary;

  private Path spool;
  private Path to;
  private String errors = "";

  @BeforeEach
  void setUp() {
    spool = temporary.resolve("spool");
    to = temporary.resolve("to");
  }

  @Test
  void shouldSayHowMuchWaitsOfEachSensor() throws Exception {
    // Given
    try (Spool open = open()) {
      for (int i = 0; i < 3; i++) {
        append(open, "fan", "s", i, AudioEncoding.PCM_S16LE);
        append(open, "pump", "t", i, AudioEncoding.PCM_S16LE);
      }
      open.append(
          new SpoolRecord(
              SpoolRecord.Kind.HEALTH, "fan", "fan", START, Duration.ZERO, new byte[] {1}));
      open.acknowledge(next(open).position());

      // When: the gateway runs
      JsonNode result = json("inspect", spool.toString(), "--json");

      // Then
      assertThat(result.get("segments").asInt()).isEqualTo(1);
      assertThat(result.get("waiting").asInt()).isEqualTo(6);
      assertThat(result.get("acknowledged").asInt()).isEqualTo(1);
      assertThat(result.get("healthWaiting").asInt()).isEqualTo(1);
      JsonNode fan = result.get("sensors").get(0);
      assertThat(fan.get("sensor").asText()).isEqualTo("fan");
      assertThat(fan.get("seconds").asDouble()).isEqualTo(2);
      assertThat(fan.get("oldest").asText()).isEqualTo(START.plusSeconds(1).toString());
      assertThat(fan.get("newest").asText()).isEqualTo(START.plusSeconds(2).toString());
    }
  }

  @Test
  void shouldFindASpoolWholeAndLeaveItAsItIs() throws Exception {
    // Given
    try (Spool open = open()) {
      append(open, "fan", "s", 0, AudioEncoding.PCM_S16LE);
      append(open, "fan", "s", 1, AudioEncoding.FLAC);
    }
    byte[] before = Files.readAllBytes(segment());

    // When, then
    assertThat(json("verify", spool.toString(), "--json").get("records").asInt()).isEqualTo(2);
    assertThat(segment()).hasBinaryContent(before);
  }

  @Test
  void shouldFailAndNameThePlaceWhenARecordIsDamaged() throws Exception {
    // Given
    try (Spool open = open()) {
      for (int i = 0; i < 3; i++) {
        append(open, "fan", "s", i, AudioEncoding.PCM_S16LE);
      }
    }
    byte[] bytes = Files.readAllBytes(segment());
    bytes[1_000] ^= 1;
    Files.write(segment(), bytes);

    // When
    int exit = execute("verify", spool.toString());

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(errors.strip().lines()).hasSize(1);
    assertThat(errors).contains(segment().getFileName() + " offset 32");
  }

  @Test
  void shouldFailWhenAWholeRecordIsNoSound() throws Exception {
    try (Spool open = open()) {
      open.append(
          new SpoolRecord(
              SpoolRecord.Kind.AUDIO,
              "fan",
              "fan",
              START,
              Duration.ZERO,
              "no chunk".getBytes(UTF_8)));
    }

    assertThat(execute("verify", spool.toString())).isEqualTo(1);
    assertThat(errors).contains("offset 32");
  }

  @Test
  void shouldNameATornTailButNotFail() throws Exception {
    try (Spool open = open()) {
      append(open, "fan", "s", 0, AudioEncoding.PCM_S16LE);
      append(open, "fan", "s", 1, AudioEncoding.PCM_S16LE);
    }
    byte[] bytes = Files.readAllBytes(segment());
    Files.write(segment(), Arrays.copyOf(bytes, bytes.length - 5));

    JsonNode result = json("verify", spool.toString(), "--json");

    assertThat(result.get("records").asInt()).isEqualTo(1);
    assertThat(result.get("tornTails")).hasSize(1);
    assertThat(result.get("damaged")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"PCM_S16LE", "FLAC"})
  void shouldExportWhatWasCapturedToTheVeryBits(AudioEncoding encoding) throws Exception {
    // Given
    try (Spool open = open()) {
      for (int i = 0; i < 3; i++) {
        append(open, "fan", "s", i, encoding);
      }
    }

    // When
    execute("export", spool.toString(), "--to", to.toString());

    // Then
    Path wav = to.resolve("fan/20260301T060000.000000Z-s.wav");
    assertThat(exported()).containsExactly(wav);
    AudioClip clip = AudioClip.read(wav);
    assertThat(clip.sampleRate()).isEqualTo(RATE);
    assertThat(clip.sampleCount()).isEqualTo(3 * RATE);
    for (int i = 0; i < 3; i++) {
      assertThat(Arrays.copyOfRange(clip.channels()[0], i * RATE, (i + 1) * RATE))
          .isEqualTo(Pcm16.decode(pcm("fan", i)));
    }
  }

  @Test
  void shouldBeginANewFileAtAGapAndForAnotherStream() throws Exception {
    try (Spool open = open()) {
      append(open, "fan", "s", 0, AudioEncoding.PCM_S16LE);
      append(open, "fan", "s", 2, AudioEncoding.PCM_S16LE);
      append(open, "fan", "t", 3, AudioEncoding.PCM_S16LE);
    }

    execute("export", spool.toString(), "--to", to.toString());

    assertThat(exported()).hasSize(3);
  }

  @Test
  void shouldExportOnlyWhatIsAskedFor() throws Exception {
    // Given
    try (Spool open = open()) {
      for (int i = 0; i < 4; i++) {
        append(open, "fan", "s", i, AudioEncoding.PCM_S16LE);
        append(open, "pump", "t", i, AudioEncoding.PCM_S16LE);
      }
      open.acknowledge(next(open).position());
    }
    String in = spool.toString();

    // When, then
    assertThat(chunks(in, "--to", to + "1")).isEqualTo(7);
    assertThat(chunks(in, "--to", to + "2", "--all")).isEqualTo(8);
    assertThat(chunks(in, "--to", to + "3", "--sensor", "pump")).isEqualTo(4);
    assertThat(
            chunks(
                in,
                "--to",
                to + "4",
                "--from",
                "2026-03-01T06:00:01Z",
                "--until",
                "2026-03-01T06:00:03Z"))
        .isEqualTo(4);
  }

  @Test
  void shouldNeverWriteOutsideOfTheFolder() throws Exception {
    // Given
    try (Spool open = open()) {
      append(open, "../../evil", "../x", 0, AudioEncoding.PCM_S16LE);
      append(open, "..", "..", 0, AudioEncoding.PCM_S16LE);
      append(open, "/etc", "a\u0000b", 0, AudioEncoding.PCM_S16LE);
      append(open, "", "", 0, AudioEncoding.PCM_S16LE);
      append(open, "x".repeat(900), "y".repeat(900), 0, AudioEncoding.PCM_S16LE);
    }

    // When
    int exit = execute("export", spool.toString(), "--to", to.toString());

    // Then
    assertThat(exit).isZero();
    assertThat(exported())
        .hasSize(5)
        .allSatisfy(file -> assertThat(file.getParent().getParent()).isEqualTo(to.toRealPath()));
    try (Stream<Path> beside = Files.list(temporary)) {
      assertThat(beside).containsExactlyInAnyOrder(spool, to);
    }
  }

  @Test
  void shouldNotFollowALinkOutOfTheFolder() throws Exception {
    try (Spool open = open()) {
      append(open, "fan", "s", 0, AudioEncoding.PCM_S16LE);
    }
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.createDirectory(to);
    Files.createSymbolicLink(to.resolve("fan"), outside);

    assertThat(execute("export", spool.toString(), "--to", to.toString())).isEqualTo(1);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void shouldOverwriteNothing() throws Exception {
    try (Spool open = open()) {
      append(open, "fan", "s", 0, AudioEncoding.PCM_S16LE);
    }
    assertThat(execute("export", spool.toString(), "--to", to.toString())).isZero();
    byte[] before = Files.readAllBytes(exported().get(0));

    assertThat(execute("export", spool.toString(), "--to", to.toString())).isEqualTo(1);
    assertThat(errors).contains("exists already");
    assertThat(exported().get(0)).hasBinaryContent(before);
  }

  @Test
  void shouldNameAFolderThatIsNone() {
    assertThat(execute("inspect", spool.toString())).isEqualTo(1);
    assertThat(errors).contains(spool.toString()).contains("is no folder");
  }

  private int chunks(String... arguments) throws IOException {
    String[] all = Stream.concat(Stream.of("export"), Stream.of(arguments)).toArray(String[]::new);
    return json(Stream.concat(Stream.of(all), Stream.of("--json")).toArray(String[]::new))
        .get("chunks")
        .asInt();
  }

  private JsonNode json(String... arguments) throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, UTF_8));
    try {
      assertThat(execute(arguments)).as(errors).isZero();
    } finally {
      System.setOut(before);
    }
    return new ObjectMapper().readTree(out.toString(UTF_8));
  }

  private int execute(String... arguments) {
    StringWriter written = new StringWriter();
    CommandLine line = Commands.line(new SpoolCommand(), Map.of());
    line.setErr(new PrintWriter(written));
    int exit = line.execute(arguments);
    errors = written.toString();
    return exit;
  }

  private List<Path> exported() throws IOException {
    try (Stream<Path> files = Files.walk(to)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.list(spool)) {
      return files.filter(file -> file.toString().endsWith(".segment")).findFirst().orElseThrow();
    }
  }

  private Spool open() throws IOException {
    SpoolSettings settings =
        new SpoolSettings(
            spool, 10 << 20, 1 << 20, WhenFull.REJECT, Fsync.NEVER, Duration.ofSeconds(1));
    return Spool.open(settings, SpoolListener.NONE);
  }

  private static Spooled next(Spool open) throws InterruptedException {
    Spooled next = open.next(Duration.ofSeconds(10));
    assertThat(next).isNotNull();
    return next;
  }

  private static ByteBuffer pcm(String sensor, int second) {
    Random random = new Random(sensor.hashCode() + second);
    float[] samples = new float[RATE];
    for (int i = 0; i < RATE; i++) {
      samples[i] = (float) (0.3 * Math.sin(i * 0.1)) + 0.1f * random.nextFloat();
    }
    return Pcm16.encode(samples, 0, RATE);
  }

  private static void append(
      Spool open, String sensor, String stream, int second, AudioEncoding encoding) {
    ByteBuffer pcm = pcm(sensor, second);
    AudioChunk chunk =
        new AudioChunk(
            "machine",
            sensor,
            stream,
            (long) second,
            (long) second * RATE,
            START.plusSeconds(second),
            RATE,
            1,
            encoding,
            RATE,
            encoding == AudioEncoding.FLAC ? Flac.encode(new PcmFormat(RATE, 1), pcm) : pcm);
    byte[] value = Topics.AUDIO.values().serializer().serialize(Topics.AUDIO.name(), chunk);
    assertThat(
            open.append(
                new SpoolRecord(
                    SpoolRecord.Kind.AUDIO,
                    "machine",
                    sensor,
                    chunk.getCapturedAt(),
                    Duration.ofSeconds(1),
                    value)))
        .isTrue();
  }
}
