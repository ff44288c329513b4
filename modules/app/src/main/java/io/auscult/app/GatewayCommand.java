/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.gateway.Channels;
import io.auscult.gateway.ChunkPublisher;
import io.auscult.gateway.Feed;
import io.auscult.gateway.Gateway;
import io.auscult.gateway.GatewayListener;
import io.auscult.gateway.Pacer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
    try (ChunkPublisher publisher =
        ChunkPublisher.connect(kafka.clientSettings(), CONNECT_TIMEOUT)) {
      Gateway gateway = new Gateway(feeds, publisher, Pacer.atSpeed(speed), GatewayListener.NONE);
      Runtime.getRuntime().addShutdownHook(new Thread(gateway::stop, "gateway-stop"));
      System.err.printf("publishing %d machines%n", feeds.size());
      gateway.run();
      return gateway.published();
    }
  }

  private List<Feed> feeds() throws IOException {
    Channels channels =
        mix
            ? new Channels.Mixdown()
            : channel != null ? new Channels.Only(channel) : new Channels.Separate();
    if (Files.isDirectory(path)) {
      if (machine != null) {
        throw new CommandFailedException(
            "--machine goes with a file, and %s is a folder".formatted(path));
      }
      return Feed.folder(path, channels);
    }
    return List.of(
        machine == null ? Feed.file(path, channels) : Feed.file(path, machine, channels));
  }
}
