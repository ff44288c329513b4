/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import io.auscult.dsp.FrontEnd;
import io.auscult.dsp.LogMel;
import io.auscult.trainer.TrainingClip;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;

/** A clip's log-mel spectrogram, the mean over its channels, with axes in seconds and hertz. */
final class Spectrogram {

  private static final FrontEnd FRONT_END = FrontEnd.standard();
  private static final int MOST_COLUMNS = 420;
  private static final int WIDTH = 300;
  private static final int HEIGHT = 128;
  private static final int LEFT = 34;
  private static final int TOP = 5;
  private static final int[] LABELLED_HZ = {250, 500, 1000, 2000, 4000, 8000};

  // Few levels, so that the image packs well; the eye does not see more.
  private static final int LEVELS = 64;

  // matplotlib's viridis at every eighth of its range.
  private static final int[] VIRIDIS = {
    0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725
  };

  private final String title;
  private final float[][] logMel; // [column][mel band] in dB
  private final double seconds;

  private Spectrogram(String title, float[][] logMel, double seconds) {
    this.title = title;
    this.logMel = logMel;
    this.seconds = seconds;
  }

  /**
   * Reads a clip; a long one is averaged over time to as many columns as an image needs.
   *
   * @throws IOException if it cannot be read
   */
  static Spectrogram read(TrainingClip clip) throws IOException {
    float[][] channels = clip.audio().read();
    float[][] sum = new float[0][];
    for (float[] channel : channels) {
      float[][] frames = LogMel.centered(FRONT_END, channel);
      sum = sum.length == 0 ? new float[frames.length][FRONT_END.melBands()] : sum;
      for (int frame = 0; frame < frames.length; frame++) {
        for (int band = 0; band < frames[frame].length; band++) {
          sum[frame][band] += frames[frame][band] / channels.length;
        }
      }
    }
    double seconds = (double) channels[0].length / FRONT_END.sampleRate();
    return new Spectrogram(clip.machineId() + " " + clip.name(), columns(sum), seconds);
  }

  private static float[][] columns(float[][] frames) {
    int count = Math.min(frames.length, MOST_COLUMNS);
    float[][] columns = new float[count][FRONT_END.melBands()];
    for (int column = 0; column < count; column++) {
      int from = (int) ((long) column * frames.length / count);
      int to = (int) ((column + 1L) * frames.length / count);
      for (int frame = from; frame < to; frame++) {
        for (int band = 0; band < columns[column].length; band++) {
          columns[column][band] += frames[frame][band] / (to - from);
        }
      }
    }
    return columns;
  }

  /**
   * A level that a share of the spectrogram lies below.
   *
   * @param share 0 to 1
   * @return in dB
   */
  double level(double share) {
    float[] all = new float[logMel.length * FRONT_END.melBands()];
    int i = 0;
    for (float[] column : logMel) {
      for (float value : column) {
        all[i++] = value;
      }
    }
    Arrays.sort(all);
    return all[(int) Math.round(share * (all.length - 1))];
  }

  /**
   * Draws.
   *
   * @param lowDb what is painted darkest
   * @param highDb what is painted brightest
   */
  String svg(double lowDb, double highDb) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        Html.format(
            "<svg viewBox='0 0 %d %d' role='img' aria-label='log-mel spectrogram of %s'>",
            LEFT + WIDTH + 8, TOP + HEIGHT + 28, Html.escape(title)));
    svg.append(
        Html.format(
            "<image x='%d' y='%d' width='%d' height='%d' preserveAspectRatio='none'"
                + " href='data:image/png;base64,%s'/>",
            LEFT, TOP, WIDTH, HEIGHT, png(lowDb, highDb)));
    double[] edges = FRONT_END.bandEdgesHz();
    for (int hz : LABELLED_HZ) {
      double y = TOP + HEIGHT * (1 - band(edges, hz) / FRONT_END.melBands());
      svg.append(
          Html.format(
              "<path class='axis' d='M%d %.1fh4'/>"
                  + "<text class='tick' x='%d' y='%.1f' text-anchor='end'>%s</text>",
              LEFT - 4, y, LEFT - 6, y + 3, hz < 1000 ? String.valueOf(hz) : hz / 1000 + "k"));
    }
    double step = step();
    for (double t = 0; t <= seconds + step / 100; t += step) {
      double x = LEFT + WIDTH * t / seconds;
      svg.append(
          Html.format(
              "<path class='axis' d='M%.1f %dv4'/>"
                  + "<text class='tick' x='%.1f' y='%d' text-anchor='middle'>%s</text>",
              x,
              TOP + HEIGHT,
              x,
              TOP + HEIGHT + 14,
              step < 1 ? Html.format("%.1f", t) : Html.format("%.0f", t)));
    }
    svg.append(
        Html.format(
            "<text class='tick' x='%d' y='%d' text-anchor='middle'>time in s, frequency in Hz (mel"
                + " scale)</text></svg>",
            LEFT + WIDTH / 2, TOP + HEIGHT + 26));
    return svg.toString();
  }

  /** A round number of seconds between labels. */
  private double step() {
    double rough = seconds / 6;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
  }

  /** The centre of band b is at edge b + 1: how many bands up a frequency lies. */
  private static double band(double[] edges, double hz) {
    int at = 0;
    while (at < edges.length - 2 && edges[at + 1] < hz) {
      at++;
    }
    double band = at + (hz - edges[at]) / (edges[at + 1] - edges[at]) - 0.5;
    return Math.max(0, Math.min(band, edges.length - 2));
  }

  private String png(double lowDb, double highDb) {
    int bands = FRONT_END.melBands();
    BufferedImage image =
        new BufferedImage(logMel.length, bands, BufferedImage.TYPE_BYTE_INDEXED, palette());
    for (int column = 0; column < logMel.length; column++) {
      for (int band = 0; band < bands; band++) {
        double share = (logMel[column][band] - lowDb) / Math.max(highDb - lowDb, 1e-6);
        int level = (int) Math.round(share * (LEVELS - 1));
        image
            .getRaster()
            .setSample(column, bands - 1 - band, 0, Math.max(0, Math.min(level, LEVELS - 1)));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static IndexColorModel palette() {
    byte[] red = new byte[LEVELS];
    byte[] green = new byte[LEVELS];
    byte[] blue = new byte[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      double at = (double) level * (VIRIDIS.length - 1) / (LEVELS - 1);
      int stop = Math.min((int) at, VIRIDIS.length - 2);
      red[level] = mix(stop, at - stop, 16);
      green[level] = mix(stop, at - stop, 8);
      blue[level] = mix(stop, at - stop, 0);
    }
    return new IndexColorModel(8, LEVELS, red, green, blue);
  }

  private static byte mix(int stop, double share, int shift) {
    int from = VIRIDIS[stop] >> shift & 0xff;
    int to = VIRIDIS[stop + 1] >> shift & 0xff;
    return (byte) Math.round(from + share * (to - from));
  }
}
