/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.audio.PcmFormat;
import io.auscult.cli.ConfigurationException;
import io.auscult.contracts.AudioEncoding;
import io.auscult.gateway.settings.InputSettings.DeviceInput;
import io.auscult.gateway.settings.InputSettings.FfmpegInput;
import io.auscult.gateway.settings.InputSettings.FileInput;
import io.auscult.gateway.settings.InputSettings.PlannedFault;
import io.auscult.gateway.settings.InputSettings.SimulatedInput;
import io.auscult.gateway.settings.InputSettings.StdinInput;
import io.auscult.operations.ListenAddress;
import io.auscult.simulator.Fault;
import io.auscult.simulator.MachineType;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewaySettingsTest {

  private static final String MINIMAL =
      """
      kafka:
        bootstrap.servers: localhost:9092
      sources:
        - name: press-7
          file: { path: sounds }
          machine: press-7
      """;

  @TempDir Path folder;

  @Test
  void shouldHaveDefaultsForAllThatAMinimalFileLeavesOut() throws Exception {
    GatewaySettings settings = read(MINIMAL);

    assertThat(settings)
        .isEqualTo(
            new GatewaySettings(
                InetAddress.getLocalHost().getHostName(),
                new KafkaSettings(Map.of("bootstrap.servers", "localhost:9092")),
                new PublishSettings("auscult.audio", "auscult.health", AudioEncoding.PCM_S16LE, 60),
                new SpoolSettings(
                    Path.of("/var/lib/auscult/spool"),
                    10_000_000_000L,
                    16 << 20,
                    SpoolSettings.WhenFull.DROP_OLDEST,
                    SpoolSettings.Fsync.INTERVAL,
                    Duration.ofSeconds(1)),
                new WatchdogSettings(
                    Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60), 10),
                new SignalSettings(
                    -80,
                    Duration.ofSeconds(30),
                    0.01,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5)),
                new ClockSettings(Duration.ofMillis(500), Duration.ofSeconds(10)),
                new ListenAddress(InetAddress.getLoopbackAddress(), 8082, "http.port"),
                List.of(
                    new SourceSettings(
                        "press-7",
                        new FileInput(Path.of("sounds"), FileInput.Play.ONCE),
                        new ChannelMap.OneMachine("press-7", null)))));
  }

  @Test
  void shouldTakeEachSettingFromItsKey() throws Exception {
    GatewaySettings settings =
        read(
            """
            name: press-hall
            kafka:
              bootstrap.servers: kafka-1:9093
              linger.ms: 50
            publish: { audioTopic: north.audio, healthTopic: north.health, encoding: flac, replaySpeed: 20.5 }
            spool:
              folder: /srv/spool
              maxBytes: 2GB
              segmentBytes: 8MiB
              whenFull: REJECT
              fsync: ALWAYS
              fsyncInterval: 200ms
            watchdog: { stalledAfter: 9s, restartFirst: 2s, restartMost: 2m, failedAfter: 3 }
            signal: { silentBelowDbfs: -70, silentAfter: 1m, clippingShare: 0.5, clippingAfter: 6s, constantAfter: 7s }
            clock: { reportSkew: 1s, newStreamAt: 1m }
            http: { address: 127.0.0.2, port: 0 }
            sources:
              - name: files
                file: { path: /data/sounds, play: WATCH }
                machine: press-7
                class: press
              - name: line-2
                device: { name: "USB Audio", rate: 48000, channels: 4 }
                sensors:
                  - { channel: 1, machine: pump-1, sensor: pump-1-front, class: pump }
                  - { channels: [3, 4], machine: pump-2 }
              - name: camera
                ffmpeg: { executable: /opt/ffmpeg, arguments: ["-rtsp_transport", "tcp", "-i", "rtsp://camera/1"], rate: 8000, channels: 2 }
                machine: hall
              - name: pipe
                stdin: { rate: 44100, channels: 1 }
                machine: m
              - name: sim
                simulated: { type: fan, id: 3, seed: 9, fault: { kind: imbalance, after: 90s, lasts: 1m } }
                machine: sim-fan
            """);

    assertThat(settings)
        .isEqualTo(
            new GatewaySettings(
                "press-hall",
                new KafkaSettings(Map.of("bootstrap.servers", "kafka-1:9093", "linger.ms", "50")),
                new PublishSettings("north.audio", "north.health", AudioEncoding.FLAC, 20.5),
                new SpoolSettings(
                    Path.of("/srv/spool"),
                    2_000_000_000L,
                    8 << 20,
                    SpoolSettings.WhenFull.REJECT,
                    SpoolSettings.Fsync.ALWAYS,
                    Duration.ofMillis(200)),
                new WatchdogSettings(
                    Duration.ofSeconds(9), Duration.ofSeconds(2), Duration.ofMinutes(2), 3),
                new SignalSettings(
                    -70, Duration.ofMinutes(1), 0.5, Duration.ofSeconds(6), Duration.ofSeconds(7)),
                new ClockSettings(Duration.ofSeconds(1), Duration.ofMinutes(1)),
                new ListenAddress(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), 0, "http.port"),
                List.of(
                    new SourceSettings(
                        "files",
                        new FileInput(Path.of("/data/sounds"), FileInput.Play.WATCH),
                        new ChannelMap.OneMachine("press-7", "press")),
                    new SourceSettings(
                        "line-2",
                        new DeviceInput("USB Audio", new PcmFormat(48_000, 4)),
                        new ChannelMap.PerChannel(
                            List.of(
                                new SensorSettings(1, 1, "pump-1", "pump-1-front", "pump"),
                                new SensorSettings(3, 4, "pump-2", "pump-2", null)))),
                    new SourceSettings(
                        "camera",
                        new FfmpegInput(
                            "/opt/ffmpeg",
                            List.of("-rtsp_transport", "tcp", "-i", "rtsp://camera/1"),
                            new PcmFormat(8_000, 2)),
                        new ChannelMap.OneMachine("hall", null)),
                    new SourceSettings(
                        "pipe",
                        new StdinInput(new PcmFormat(44_100, 1)),
                        new ChannelMap.OneMachine("m", null)),
                    new SourceSettings(
                        "sim",
                        new SimulatedInput(
                            MachineType.FAN,
                            3,
                            9,
                            new PlannedFault(
                                Fault.IMBALANCE, Duration.ofSeconds(90), Duration.ofMinutes(1))),
                        new ChannelMap.OneMachine("sim-fan", null)))));
  }

  @Test
  void shouldHaveDefaultsForEachKindOfSource() throws Exception {
    GatewaySettings settings =
        read(
            """
            kafka: { bootstrap.servers: "localhost:9092" }
            sources:
              - { name: a, machine: a, device: { name: USB } }
              - { name: b, machine: b, ffmpeg: { arguments: [-i, x] } }
              - { name: c, machine: c, stdin: {} }
              - { name: d, machine: d, simulated: { type: PUMP } }
            """);

    PcmFormat format = new PcmFormat(16_000, 1);
    assertThat(settings.sources())
        .extracting(SourceSettings::input)
        .containsExactly(
            new DeviceInput("USB", format),
            new FfmpegInput("ffmpeg", List.of("-i", "x"), format),
            new StdinInput(format),
            new SimulatedInput(MachineType.PUMP, 0, 1, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nmae: x                                  | nmae is no setting: did you mean name?",
        "name: press hall                         | name 'press hall' must be letters, digits,",
        "name:                                    | name must be one value, is empty",
        "publish: { audiotopic: a }               | publish.audiotopic is no setting: did you mean audioTopic?",
        "publish: { audioTopic: a b }             | publish.audioTopic 'a b' is no name of a topic",
        "publish: { healthTopic: auscult.audio }  | publish.healthTopic is the audioTopic, auscult.audio",
        "publish: { encoding: MP3 }               | publish.encoding must be one of ",
        "publish: { encoding: UNKNOWN }           | publish.encoding must be PCM_S16LE or FLAC",
        "publish: { replaySpeed: 1 }              | publish.replaySpeed must be over 1, is 1.0",
        "publish: { replaySpeed: NaN }            | publish.replaySpeed must be over 1, is NaN",
        "publish: { replaySpeed: fast }           | publish.replaySpeed must be a number, is 'fast'",
        "publish: fast                            | publish must hold keys with values, is one value",
        "spool: { maxBytes: 10 }                  | spool.maxBytes '10' is no number of bytes: write it like 10GB",
        "spool: { maxBytes: 20MB }                | spool.maxBytes must be at least two segments, 33554432 bytes, is 20000000",
        "spool: { segmentBytes: 1kB }             | spool.segmentBytes must be 1MiB to 1GiB, is 1000 bytes",
        "spool: { whenFull: WAIT }                | spool.whenFull must be one of DROP_OLDEST, REJECT, is 'WAIT'",
        "spool: { fsync: SOMETIMES }              | spool.fsync must be one of ALWAYS, INTERVAL, NEVER, is 'SOMETIMES'",
        "spool: { fsyncInterval: 0s }             | spool.fsyncInterval '0s' is no length of time",
        "watchdog: { stalledAfter: 5 }            | watchdog.stalledAfter '5' is no length of time: write it like 90s",
        "watchdog: { restartMost: 10ms }          | watchdog.restartMost must not be shorter than restartFirst",
        "watchdog: { failedAfter: 0 }             | watchdog.failedAfter must be at least 1, is 0",
        "signal: { silentBelowDbfs: 0 }           | signal.silentBelowDbfs must be -200 to below 0, is 0.0",
        "signal: { clippingShare: 2 }             | signal.clippingShare must be over 0 and at most 1, is 2.0",
        "clock: { reportSkew: 10s }               | clock.newStreamAt must be longer than reportSkew",
        "http: { port: 70000 }                    | http.port must be 0 to 65535, is 70000",
        "http: { address: '300.1.1.1' }           | http.address '300.1.1.1' is no address of a host",
      })
  void shouldNameTheSettingThatIsWrong(String text, String message) {
    assertRefused(MINIMAL + text, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                               | sources[1].name is missing",
        "{ name: a }                                      | sources[1].file is missing, or one of device, ffmpeg, stdin, simulated",
        "{ name: a, file: { path: p }, stdin: {} }        | sources[1].stdin and file exclude each other",
        "{ name: a, file: { paht: p }, machine: m }       | sources[1].file.paht is no setting: did you mean path?",
        "{ name: a, file: { machine: m }}                 | sources[1].file.machine is no setting: there are path, play",
        "{ name: a, file: { path: p, play: TWICE }}       | sources[1].file.play must be one of ONCE, LOOP, WATCH, is 'TWICE'",
        "{ name: a, file: { path: p }}                    | sources[1].machine is missing, or sensors",
        "{ name: press-7, stdin: {}, machine: m }         | sources[1].name 'press-7' is also that of sources[0]",
        "{ name: a, stdin: { rate: 100 }, machine: m }    | sources[1].stdin.rate must be 8000 to 192000, is 100",
        "{ name: a, stdin: { rate: 0 }, machine: m }      | sources[1].stdin.rate must be 8000 to 192000, is 0",
        "{ name: a, stdin: { channels: 9 }, machine: m }  | sources[1].stdin.channels must be 1 to 8, is 9",
        "{ name: a, stdin: { channels: 0 }, machine: m }  | sources[1].stdin.channels must be 1 to 8, is 0",
        "{ name: a, device: {}, machine: m }              | sources[1].device.name is missing",
        "{ name: a, simulated: { type: car }, machine: m} | sources[1].simulated.type must be one of FAN, PUMP, SLIDER, VALVE, is 'car'",
        "{ name: a, simulated: { type: fan, fault: { kind: leak } }, machine: m } | sources[1].simulated.fault.kind LEAK is none of a FAN: it has [BEARING_DEFECT, IMBALANCE]",
        "{ name: a, simulated: { type: fan, id: 4 }, machine: m } | sources[1].simulated.id must be 0 to 3, is 4",
        "{ name: a, ffmpeg: { arguments: [x] }, machine: m }      | sources[1].ffmpeg.arguments must have -i and the input after it",
        "{ name: a, ffmpeg: { arguments: -i x }, machine: m }     | sources[1].ffmpeg.arguments must be a list, is one value",
        "{ name: a, ffmpeg: { argumentsFile: /none }, machine: m} | sources[1].ffmpeg.argumentsFile cannot read /none",
        "{ name: a, ffmpeg: { argumentsFile: /none, arguments: [x] }} | sources[1].ffmpeg.argumentsFile and arguments exclude each other",
        "{ name: a, stdin: {}, machine: press-7 }         | sources[1]: sensor 'press-7' is also that of sources[0]: give each its own id with 'sensor'",
        "{ name: a, stdin: {}, machine: press-7.ch8 }     | sources[1]: sensor 'press-7.ch8' is also that of sources[0]",
        "{ name: a, stdin: {}, machine: ' m' }            | sources[1].machine must be one line of text without spaces around it",
        "{ name: a, stdin: {}, machine: m, sensors: [] }  | sources[1].machine and sensors exclude each other",
        "{ name: a, stdin: {}, sensors: [] }              | sources[1].sensors is empty",
      })
  void shouldNameTheSourceThatIsWrong(String source, String message) {
    assertRefused(MINIMAL + "  - " + source, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ machine: m }                          | sensors[1].channel is missing",
        "{ channel: 1 }                          | sensors[1].machine is missing",
        "{ channel: 9, machine: m }              | sensors[1].channel must be 1 to 8, is 9",
        "{ channel: 0, machine: m }              | sensors[1].channel must be 1 to 8, is 0",
        "{ channel: one, machine: m }            | sensors[1].channel must be a whole number, is 'one'",
        "{ channels: [2, 9], machine: m }        | sensors[1].channels must lie side by side, like [2, 3], is [2, 9]",
        "{ channels: [8, 9], machine: m }        | sensors[1].channels must be 1 to 8, is 9",
        "{ channels: [], machine: m }            | sensors[1].channels is empty",
        "{ channels: 1-2, machine: m }           | sensors[1].channels must be a list, is one value",
        "{ channel: 1, channels: [1], machine: m } | sensors[1].channels and channel exclude each other",
        "{ channel: 3, machine: m }              | sensors[1]: there is no channel 3, the source has 2",
        "{ channel: 2, machine: pump }           | sensors[1]: sensor 'pump' is also that of sources[1].sensors[0]",
        "{ channel: 2, machine: press-7 }        | sensors[1]: sensor 'press-7' is also that of sources[0]",
        "{ channel: 2, machine: m, sensr: s }    | sensors[1].sensr is no setting: did you mean sensor?",
      })
  void shouldNameTheSensorThatIsWrong(String sensor, String message) {
    assertRefused(
        MINIMAL
            + "  - { name: a, stdin: { channels: 2 }, sensors: [{ channel: 1, machine: pump }, "
            + sensor
            + "] }",
        "sources[1]." + message);
  }

  @Test
  void shouldRefuseAnIdThatNoPipelineTakes() {
    assertRefused(
        MINIMAL + "  - { name: a, stdin: {}, machine: %s }".formatted("m".repeat(251)),
        "sources[1].machine must have at most 250 characters, has 251");
  }

  @Test
  void shouldRefuseTwoReadersOfStandardInput() {
    assertRefused(
        MINIMAL
            + """
              - { name: a, stdin: {}, machine: a }
              - { name: b, stdin: {}, machine: b }
            """
                .indent(0),
        "sources[2].stdin: sources[1] reads standard input already");
  }

  @Test
  void shouldRefuseAFileWithNothingToListenTo() {
    assertRefused("kafka: { bootstrap.servers: 'a:1' }", "sources is missing");
    assertRefused("kafka: { bootstrap.servers: 'a:1' }\nsources: []", "sources is missing");
    assertRefused("", "kafka.bootstrap.servers is missing: the brokers, like kafka-1:9092");
  }

  @Test
  void shouldNameAFileThatIsNotThere() {
    assertThatThrownBy(() -> GatewaySettings.read(folder.resolve("none.yaml"), Map.of()))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.yaml");
  }

  @Test
  void shouldLetTheEnvironmentAndTheCommandLineOverrideTheFile() throws Exception {
    Path file = Files.writeString(folder.resolve("gateway.yaml"), MINIMAL);

    GatewaySettings settings =
        GatewaySettings.read(
            file,
            Map.of("name", "n", "kafka.bootstrap.servers", "other:1", "spool.folder", "/tmp/s"));

    assertThat(settings.name()).isEqualTo("n");
    assertThat(settings.kafka().settings())
        .containsExactly(Map.entry("bootstrap.servers", "other:1"));
    assertThat(settings.spool().folder()).isEqualTo(Path.of("/tmp/s"));
    assertThatThrownBy(() -> GatewaySettings.read(file, Map.of("http.port", "x")))
        .hasMessage(file + ": http.port must be a whole number, is 'x'");
  }

  @Test
  void shouldNameTheSensorsOfAMachineByHowManyChannelsTheSourceTurnsOutToHave() {
    ChannelMap channels = new ChannelMap.OneMachine("m", null);

    assertThat(channels.sensors(1)).extracting(SensorSettings::sensor).containsExactly("m");
    assertThat(channels.sensors(2))
        .containsExactly(
            new SensorSettings(1, 1, "m", "m.ch1", null),
            new SensorSettings(2, 2, "m", "m.ch2", null));
  }

  @Test
  void shouldNotShowWhatLetsSomebodyIntoACamera() throws Exception {
    Path arguments =
        Files.writeString(
            folder.resolve("camera.args"),
            "-headers\nAuthorization: Basic c2VjcmV0\n\n-i\nrtsp://admin:p@ss:wo?rd@camera:554/1\n");
    GatewaySettings settings =
        read(
            MINIMAL
                + """
                  - { name: a, ffmpeg: { arguments: [-i, "rtsp://admin:hunter2@camera/live@1"] }, machine: a }
                  - { name: b, ffmpeg: { argumentsFile: "%s" }, machine: b }
                """
                    .indent(0)
                    .formatted(arguments));

    FfmpegInput inline = (FfmpegInput) settings.sources().get(1).input();
    FfmpegInput ofFile = (FfmpegInput) settings.sources().get(2).input();
    assertThat(inline.arguments()).containsExactly("-i", "rtsp://admin:hunter2@camera/live@1");
    assertThat(ofFile.arguments()).hasSize(4).contains("Authorization: Basic c2VjcmV0");
    assertThat(inline.shownArguments()).containsExactly("-i", "rtsp://***@camera/live@1");
    assertThat(settings.toString())
        .contains("rtsp://***@camera/live@1")
        .doesNotContain("admin", "hunter2", "p@ss", "wo?rd", "c2VjcmV0");
  }

  private GatewaySettings read(String text) throws IOException {
    return GatewaySettings.read(Files.writeString(folder.resolve("gateway.yaml"), text), Map.of());
  }

  private void assertRefused(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(folder.resolve("gateway.yaml") + ": " + message)
        .message()
        .hasLineCount(1);
  }
}
