/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.auscult.audio.WavWriter;
import io.auscult.trainer.Finding.Kind;
import io.auscult.trainer.Finding.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckTest {

  private static final int RATE = 16_000;
  private static final float LOWEST_BIT = 1 / 32768f;

  @TempDir Path folder;

  private final DataCheck check = new DataCheck(TinyRecipe.joint());

  /** Two machines with three good clips of a second each. */
  @BeforeEach
  void smallPlant() throws IOException {
    for (int machine = 0; machine < 2; machine++) {
      for (int clip = 0; clip < 3; clip++) {
        write("fan-%d/%d.wav".formatted(machine, clip), hum(1, 10L * machine + clip));
      }
    }
  }

  private static float[] hum(double seconds, long seed) {
    return Tones.hum(300, (int) (seconds * RATE), seed);
  }

  private Path write(String path, float[]... channels) throws IOException {
    return write(path, RATE, channels);
  }

  private Path write(String path, int rate, float[]... channels) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    WavWriter.write(file, rate, channels);
    return file;
  }

  /** All that is found, except that the plant is small. */
  private List<Finding> findings() throws IOException {
    return check.run(DatasetFolder.scan(folder, note -> {}), done -> {}).stream()
        .filter(finding -> !(finding.kind() == Kind.TOO_FEW_NORMALS && isOfPlant(finding)))
        .toList();
  }

  private static boolean isOfPlant(Finding finding) {
    return finding.subject().startsWith("fan-");
  }

  private void assertFound(Severity severity, Kind kind, String text) throws IOException {
    assertThat(findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.text()).isEqualTo(text);
              assertThat(finding.kind()).isEqualTo(kind);
              assertThat(finding.severity()).isEqualTo(severity);
            });
  }

  @Test
  void shouldFindNothingInEnoughGoodSound() throws Exception {
    // Given
    Path fan = Files.createDirectories(folder.resolve("plant/fan"));
    for (int clip = 0; clip < 10; clip++) {
      WavWriter.write(fan.resolve(clip + ".wav"), RATE, hum(10, clip));
    }
    List<Double> progress = new ArrayList<>();

    // When
    List<Finding> findings =
        check.run(DatasetFolder.scan(folder.resolve("plant"), note -> {}), progress::add);

    // Then
    assertThat(findings).isEmpty();
    assertThat(progress).hasSize(10).isSorted().last().isEqualTo(1.0);
  }

  @Test
  void shouldFindSilence() throws Exception {
    Path file = write("fan-0/x.wav", new float[2 * RATE]);

    assertFound(
        Severity.FATAL,
        Kind.SILENT,
        file + ": silent, nothing but zeros:" + " check the microphone, and leave the clip out");
  }

  @Test
  void shouldFindAChannelThatHoldsNothingButConverterNoise() throws Exception {
    // Given: steps of one bit, -90 dBFS
    float[] noise = new float[2 * RATE];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = i % 3 == 0 ? LOWEST_BIT : -LOWEST_BIT;
    }
    Path file = write("fan-0/x.wav", hum(2, 77), noise, hum(2, 78), noise.clone());

    assertFound(
        Severity.FATAL,
        Kind.SILENT,
        file
            + ": silent in channel 2, 4 of 4, -91 dBFS, below -80:"
            + " check the microphone, and leave the clip out");
  }

  @Test
  void shouldTakeQuietSoundForSound() throws Exception {
    // Given: -70 dBFS
    float[] quiet = hum(2, 77);
    for (int i = 0; i < quiet.length; i++) {
      quiet[i] /= 200;
    }
    write("fan-0/x.wav", quiet);

    assertThat(findings()).isEmpty();
  }

  @Test
  void shouldFindAConstant() throws Exception {
    float[] constant = new float[2 * RATE];
    Arrays.fill(constant, 0.25f);
    Path file = write("fan-0/x.wav", constant);

    assertFound(
        Severity.FATAL,
        Kind.CONSTANT,
        file
            + ": constant, 0.2500 of full scale and no sound:"
            + " check microphone and cable, and leave the clip out");
  }

  @Test
  void shouldWarnOfARecordingThatStandsStillForAWhile() throws Exception {
    float[] dropout = hum(4, 77);
    Arrays.fill(dropout, RATE, 2 * RATE, 0);
    Path file = write("fan-0/x.wav", dropout);

    assertFound(
        Severity.WARNING,
        Kind.CONSTANT,
        file
            + ": stands still for 1.0 s from 1.0 s on:"
            + " a recording that dropped out or was padded; cut it out");
  }

  @Test
  void shouldWarnOfClippedSound() throws Exception {
    // Given
    float[] loud = hum(2, 77);
    for (int i = 0; i < loud.length; i++) {
      loud[i] *= 20;
    }
    write("fan-0/x.wav", loud);

    // When
    List<Finding> findings = findings();

    // Then
    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.WARNING);
              assertThat(finding.kind()).isEqualTo(Kind.CLIPPED);
              assertThat(finding.text())
                  .matches(
                      ".*x.wav: clipped, [5-6]\\d\\.\\d % of it at full scale:"
                          + " record it again with less gain");
            });
  }

  @Test
  void shouldCountFlatTopsOnlyAsClipped() {
    // Given: full scale is touched by one sample, by two, by four, and from one end to the other
    float[] samples = new float[100];
    samples[10] = 1;
    samples[20] = samples[21] = -1;
    Arrays.fill(samples, 30, 34, 1);
    samples[40] = samples[41] = 1;
    samples[42] = samples[43] = -1;

    // Then
    assertThat(ChannelCheck.of(samples).clippedShare()).isCloseTo(0.04, within(1e-12));
  }

  @Test
  void shouldFindClipsShorterThanAWindow() throws Exception {
    // Given: a window of 16 frames takes 2048 + 15 * 512 samples
    Path file = write("fan-0/x.wav", hum(0.6, 77));
    write("fan-0/y.wav", Arrays.copyOf(hum(2, 78), 2048 + 15 * 512));

    assertFound(
        Severity.FATAL,
        Kind.TOO_SHORT,
        file
            + ": too short, 0.60 s:"
            + " a window of recipe tiny takes 0.61 s; leave it out, or choose shorter windows with --window");
  }

  @Test
  void shouldFindAnEmptyClip() throws Exception {
    Path file = write("fan-0/x.wav", new float[0]);

    assertThat(findings())
        .singleElement()
        .satisfies(f -> assertThat(f.text()).startsWith(file + ": too short, 0.00 s: "));
  }

  @Test
  void shouldWarnOfOtherSampleRatesAndSayWhatIsMissing() throws Exception {
    // Given
    Path low = write("fan-0/x.wav", 8000, hum(2, 77));
    Path high = write("fan-1/x.wav", 44100, hum(3, 78));

    // Then
    assertThat(findings())
        .extracting(Finding::severity, Finding::text)
        .containsExactly(
            tuple(
                Severity.WARNING,
                low
                    + ": recorded at 8000 Hz: it will be resampled to 16000 Hz, but nothing is in the"
                    + " bands from 4000 to 8000 Hz; record at 16000 Hz or more"),
            tuple(
                Severity.WARNING,
                high + ": recorded at 44100 Hz: it will be resampled to 16000 Hz"));
  }

  @Test
  void shouldListEveryClipThatCannotBeRead() throws Exception {
    // Given
    Path none = Files.writeString(folder.resolve("fan-0/x.wav"), "this is no sound");
    Path empty = Files.createFile(folder.resolve("fan-1/x.wav"));

    // Then
    assertThat(findings())
        .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.FATAL))
        .extracting(Finding::text)
        .containsExactly(
            none + ": unreadable: is neither WAV nor FLAC; convert it, for example with ffmpeg",
            empty + ": unreadable: is empty (0 bytes); record it again");
  }

  @Test
  void shouldFindSamplesThatAreNoNumbers() throws Exception {
    // Given: a WAV of floats, made of one of 16 bits of half the samples
    Path file = write("fan-0/x.wav", new float[4 * RATE]);
    ByteBuffer wav = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    wav.putShort(20, (short) 3).putShort(34, (short) 32).putFloat(44 + 4 * 5, Float.NaN);
    Files.write(file, wav.array());

    assertFound(
        Severity.FATAL,
        Kind.UNREADABLE,
        file
            + ": unreadable: sample 5 of channel 1 is not a finite number;"
            + " the file is damaged, copy or record it again");
  }

  @Test
  void shouldWarnOfAClipThatCountsTwice() throws Exception {
    Path copy = write("fan-0/x.wav", hum(1, 1));

    assertFound(
        Severity.WARNING,
        Kind.DUPLICATE,
        copy
            + ": the same sound as "
            + folder.resolve("fan-0/1.wav")
            + ": it counts twice; leave one of them out");
  }

  @Test
  void shouldRefuseOneSoundOfTwoMachines() throws Exception {
    Path copy = write("fan-1/x.wav", hum(1, 1));

    assertFound(
        Severity.FATAL,
        Kind.CONTRADICTION,
        copy
            + ": the same sound as "
            + folder.resolve("fan-0/1.wav")
            + ", which is normal sound of fan-0:"
            + " find out which of them is true, and leave the other out");
  }

  @Test
  void shouldRefuseOneSoundThatIsNormalAndAbnormal() throws Exception {
    // Given
    for (int clip = 0; clip < 3; clip++) {
      write("fan-2/normal/%d.wav".formatted(clip), hum(1, 500 + clip));
    }
    Path copy = write("fan-2/abnormal/x.wav", hum(1, 502));

    // Then
    assertThat(findings())
        .extracting(Finding::severity, Finding::kind)
        .containsExactly(
            tuple(Severity.FATAL, Kind.CONTRADICTION), tuple(Severity.WARNING, Kind.LEFT_OUT));
    assertThat(findings().get(0).text())
        .startsWith(copy + ": the same sound as " + folder.resolve("fan-2/normal/2.wav"))
        .contains("which is normal sound of fan-2");
  }

  @Test
  void shouldNotTakeSilenceForAContradiction() throws Exception {
    write("fan-0/x.wav", new float[2 * RATE]);
    write("fan-1/x.wav", new float[2 * RATE]);

    assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.SILENT, Kind.SILENT);
  }

  @Test
  void shouldRefuseNormalSoundThatIsNamedAbnormal() throws Exception {
    Path file = write("fan-0/Abnormal_monday.wav", hum(1, 77));

    assertFound(
        Severity.FATAL,
        Kind.NAMED_ABNORMAL,
        file
            + ": named like abnormal sound, but lies where normal sound is expected:"
            + " move it to the machine's folder 'abnormal', or rename it");
  }

  @Test
  void shouldRefuseAMachineOfWhichOneClipCanBeTrainedOn() throws Exception {
    write("pump/1.wav", hum(1, 77));
    write("pump/2.wav", hum(1, 78));

    assertFound(
        Severity.FATAL,
        Kind.TOO_FEW_NORMALS,
        "pump: too few normal clips, 2, of which 1 can be trained on:"
            + " the others are held out for the threshold; 100 s in 10 clips or more are recommended");
  }

  @Test
  void shouldWarnOfAMachineWithLittleSound() throws Exception {
    for (int clip = 0; clip < 4; clip++) {
      write("pump/%d.wav".formatted(clip), hum(5, 500 + clip));
    }

    assertFound(
        Severity.WARNING,
        Kind.TOO_FEW_NORMALS,
        "pump: only 20 s of normal sound in 4 clips: 100 s in 10 clips or more are recommended");
  }

  @Test
  void shouldSayWhatIsLeftOut() throws Exception {
    write("pump/abnormal/1.wav", hum(0.1, 77));

    assertThat(findings())
        .extracting(Finding::severity, Finding::text)
        .containsExactly(
            tuple(
                Severity.WARNING,
                "pump: no normal clip to train on: the model will not know the machine;"
                    + " 100 s in 10 clips or more are recommended"),
            tuple(
                Severity.WARNING,
                "dataset: abnormal clips (1): left out: only normal sound is trained on"));
  }

  @Test
  void shouldNotTrainOnTheTestPartNorStopForIt() throws Exception {
    // Given
    List<TrainingClip> clips = new ArrayList<>(DatasetFolder.scan(folder, note -> {}).clips());
    clips.add(
        new TrainingClip(
            "fan-0",
            "fan",
            "test",
            Condition.NORMAL,
            Part.TEST,
            () -> new float[][] {new float[2 * RATE]}));
    clips.add(
        new TrainingClip(
            "fan-0",
            "fan",
            "unreadable test",
            Condition.NORMAL,
            Part.TEST,
            () -> {
              throw new IOException("the disk is gone");
            }));

    // Then
    assertThat(check.run(new Dataset(clips), done -> {}))
        .filteredOn(finding -> finding.kind() != Kind.TOO_FEW_NORMALS)
        .extracting(Finding::severity, Finding::text)
        .containsExactly(
            tuple(Severity.WARNING, "fan-0 normal unreadable test: unreadable: the disk is gone"),
            tuple(
                Severity.WARNING,
                "dataset: clips of the test part (2): left out: they are not trained on"));
  }

  @Test
  void shouldRefuseADatasetWithoutNormalSound() throws Exception {
    Dataset abnormal = new Dataset(List.of(Tones.abnormal(0, 1, 2)));

    assertThat(check.run(abnormal, done -> {}))
        .filteredOn(finding -> finding.severity() == Severity.FATAL)
        .extracting(Finding::text)
        .containsExactly("dataset: no normal clip to train on: add recordings of healthy machines");
  }
}
