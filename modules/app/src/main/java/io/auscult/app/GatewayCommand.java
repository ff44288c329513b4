/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.gateway.capture.CaptureListener;
import io.auscult.gateway.capture.Channels;
import io.auscult.gateway.capture.Feed;
import io.auscult.gateway.capture.Gateway;
import io.auscult.gateway.publish.ChunkPublisher;
import io.auscult.gateway.settings.WatchdogSettings;
import io.auscult.gateway.source.MachineFiles;
import io.auscult.gateway.source.PacedSounds;
import io.auscult.gateway.source.Pacer;
import io.auscult.gateway.source.SoundList;
import io.auscult.gateway.source.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult gateway}. */
@Command(
    name = "gateway",
    description =
        "Publishes sound files to auscult.audio, as a microphone would, in chunks of a second.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "In a folder, each subfolder with WAV or FLAC files is a machine, named by its path: FOLDER/fan/id_00/normal/1.wav"
          + " belongs to machine fan/id_00.",
      "",
      "Example:",
      "  auscult gateway recordings --bootstrap-servers localhost:9092",
      "  auscult gateway fan.wav --machine fan-7 --speed 10"
    })
final class GatewayCommand implements Callable<Integer> {

  /** The pipeline listens at one rate, and a file does not mind being resampled here. */
  private static final int SAMPLE_RATE = 16_000;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  @Mixin private KafkaOptions kafka;

  @Parameters(paramLabel = "PATH", description = "A WAV or FLAC file, or a folder of them.")
  private Path path;

  @Option(
      names = "--machine",
      paramLabel = "ID",
      description = "Of a single file's machine (default: the file's name).")
  private @Nullable String machine;

  @Option(
      names = "--speed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Times real time; 0: as fast as possible (default: ${DEFAULT-VALUE}).")
  private double speed;

  @Option(
      names = "--channel",
      paramLabel = "N",
      description = "Only this channel, from 1 (default: each channel is a sensor of its own).")
  private @Nullable Integer channel;

  @Option(names = "--mix", description = "Mix the channels down to one sensor.")
  private boolean mix;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (mix && channel != null) {
      throw new CommandFailedException("--mix and --channel exclude each other");
    }
    List<Feed> feeds = feeds();
    long published = publish(feeds);
    if (json) {
      JsonOutput.print(Map.of("machines", feeds.size(), "chunks", published));
    } else {
      System.out.printf("%d chunks of %d machines published%n", published, feeds.size());
    }
    return 0;
  }

  private long publish(List<Feed> feeds) throws IOException, InterruptedException {
    AtomicLong published = new AtomicLong();
    CaptureListener counter =
        new CaptureListener() {
          @Override
          public void published(AudioChunk chunk) {
            published.incrementAndGet();
          }

          @Override
          public void health(SensorHealth health) {
            if (health.getState() == HealthState.BEGIN) {
              System.err.printf("%s: %s%n", health.getSubject(), health.getDetail());
            }
          }
        };
    try (ChunkPublisher publisher =
        ChunkPublisher.connect(kafka.clientSettings(), CONNECT_TIMEOUT)) {
      System.err.printf("publishing %d machines%n", feeds.size());
      try (Gateway gateway =
          Gateway.start(feeds, WatchdogSettings.standard(), publisher, counter)) {
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "gateway-stop"));
        gateway.awaitEnd();
      }
    }
    return published.get();
  }

  private List<Feed> feeds() throws IOException {
    List<Feed> feeds = new ArrayList<>();
    if (Files.isDirectory(path)) {
      if (machine != null) {
        throw new CommandFailedException(
            "--machine goes with a file, and %s is a folder".formatted(path));
      }
      MachineFiles.of(path).forEach((id, files) -> feeds.add(feed(id, files)));
    } else {
      feeds.add(feed(machine == null ? MachineFiles.machineOf(path) : machine, List.of(path)));
    }
    return feeds;
  }

  private Feed feed(String machineId, List<Path> files) {
    Channels channels =
        mix
            ? new Channels.Mixdown(machineId)
            : channel != null
                ? new Channels.Only(machineId, channel)
                : new Channels.Separate(machineId);
    SoundList sounds =
        new SoundList(
            files.stream().map(file -> SoundList.file(file, SAMPLE_RATE)).toList(),
            SoundList.Play.ONCE);
    return new Feed(
        machineId, channels, new PacedSounds(sounds, new Pacer(speed, WallClock.steady())));
  }
}
