/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.CommandFailedException;
import io.auscult.gateway.capture.Channels;
import io.auscult.gateway.capture.Feed;
import io.auscult.gateway.source.FileSounds;
import io.auscult.gateway.source.MachineFiles;
import io.auscult.gateway.source.PacedSounds;
import io.auscult.gateway.source.Pacer;
import io.auscult.gateway.source.SoundList;
import io.auscult.gateway.source.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How files are played. */
final class FileOptions {

  /** The pipeline listens at one rate, and a file does not mind being resampled here. */
  private static final int SAMPLE_RATE = 16_000;

  @Option(
      names = "--speed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Files: times real time; 0: as fast as possible (default: ${DEFAULT-VALUE}).")
  private double speed = 1;

  @Option(
      names = "--channel",
      paramLabel = "N",
      description =
          "Files: only this channel, from 1 (default: each channel is a sensor of its own).")
  private @Nullable Integer channel;

  @Option(names = "--mix", description = "Files: mix the channels down to one sensor.")
  private boolean mix;

  /**
   * A source for each machine.
   *
   * @param path a file, or a folder of files
   * @param machine of a single file; null: the file's name
   */
  List<Feed> feeds(Path path, @Nullable String machine) throws IOException {
    if (mix && channel != null) {
      throw new CommandFailedException("--mix and --channel exclude each other");
    }
    if (Files.notExists(path)) {
      throw new CommandFailedException("%s: there is no such file or folder".formatted(path));
    }
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
        new SoundList(files.stream().map(file -> FileSounds.file(file, SAMPLE_RATE)).toList());
    return new Feed(
        machineId, channels, new PacedSounds(sounds, new Pacer(speed, WallClock.steady())));
  }
}
