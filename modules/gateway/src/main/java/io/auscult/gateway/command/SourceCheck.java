/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.audio.PcmFormat;
import io.auscult.cli.OneLineErrors;
import io.auscult.dsp.Level;
import io.auscult.gateway.capture.Feeds;
import io.auscult.gateway.command.GatewayCheck.Verdict;
import io.auscult.gateway.settings.SourceSettings;
import io.auscult.gateway.source.SoundSource;
import io.auscult.gateway.source.Sounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Listens to a source for two seconds. */
final class SourceCheck {

  private static final int LISTEN_SECONDS = 2;

  /** A stream over a network takes its time to begin. */
  private static final int MOST_SECONDS = 15;

  private SourceCheck() {}

  static Verdict listen(SourceSettings source) throws InterruptedException {
    String what = "source " + source.name();
    Sounds sounds = Feeds.of(source).sounds();
    FutureTask<Verdict> listening = new FutureTask<>(() -> listen(what, source, sounds));
    Thread thread = new Thread(listening, "check-" + source.name());
    thread.setDaemon(true);
    thread.start();
    try {
      return listening.get(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return Verdict.failed(what, "no sound within %d s".formatted(MOST_SECONDS));
    } catch (ExecutionException e) {
      return Verdict.failed(what, OneLineErrors.message(e.getCause() == null ? e : e.getCause()));
    } finally {
      thread.interrupt();
      close(sounds);
    }
  }

  private static Verdict listen(String what, SourceSettings source, Sounds sounds)
      throws InterruptedException {
    try (SoundSource sound = sounds.next()) {
      if (sound == null) {
        return Verdict.failed(what, "there is no sound");
      }
      PcmFormat format = sound.format();
      source.channels().sensors(format.channels());
      List<float[]> pieces = new ArrayList<>();
      int left = LISTEN_SECONDS * format.sampleRate();
      while (left > 0) {
        float[] piece = new float[left * format.channels()];
        int frames = sound.read(piece, 0, left);
        if (frames < 0) {
          break;
        }
        pieces.add(Arrays.copyOf(piece, frames * format.channels()));
        left -= frames;
      }
      return verdict(what, format, pieces);
    } catch (IOException | IllegalArgumentException e) {
      return Verdict.failed(what, String.valueOf(e.getMessage()));
    }
  }

  private static Verdict verdict(String what, PcmFormat format, List<float[]> pieces) {
    int channels = format.channels();
    int samples = pieces.stream().mapToInt(piece -> piece.length / channels).sum();
    if (samples == 0) {
      return Verdict.failed(what, "no sound comes");
    }
    List<Double> levels = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      float[] heard = new float[samples];
      int at = 0;
      for (float[] piece : pieces) {
        for (int i = channel; i < piece.length; i += channels) {
          heard[at++] = piece[i];
        }
      }
      levels.add(Level.dbfs(heard, 0, samples));
    }
    return new Verdict(
        what,
        true,
        "%.1f s of sound at %d Hz"
            .formatted((double) samples / format.sampleRate(), format.sampleRate()),
        levels);
  }

  private static void close(Sounds sounds) {
    try {
      sounds.close();
    } catch (IOException e) {
      // It was only tried.
    }
  }
}
