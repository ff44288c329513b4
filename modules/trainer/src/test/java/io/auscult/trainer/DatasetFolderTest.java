/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.auscult.audio.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetFolderTest {

  @TempDir Path folder;

  private final List<String> notes = new ArrayList<>();

  private void clips(String... paths) throws IOException {
    for (String path : paths) {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  private Dataset scan() throws IOException {
    return DatasetFolder.scan(folder, notes::add);
  }

  private static List<String> texts(Dataset dataset) {
    return dataset.clips().stream().map(TrainingClip::describe).toList();
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::scan)
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(folder.toString())
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void shouldFindClipsInMimiiLayout() throws Exception {
    // Given
    clips(
        "pump/id_02/normal/00000001.WAV",
        "fan/id_00/normal/00000001.flac",
        "fan/id_00/abnormal/00000000.wav",
        "README.md",
        "fan/id_00/normal/notes.txt",
        "fan/id_00/normal/._00000001.wav",
        ".trash/00000009.wav");

    // When
    Dataset dataset = scan();

    // Then
    assertThat(texts(dataset))
        .containsExactly(
            "fan/id_00 normal 00000001",
            "fan/id_00 abnormal 00000000",
            "pump/id_02 normal 00000001");
    assertThat(dataset.clips())
        .extracting(TrainingClip::type, TrainingClip::part)
        .first()
        .isEqualTo(tuple("fan", Part.UNSPECIFIED));
    assertThat(dataset.clips().get(0).source())
        .isEqualTo(folder.resolve("fan/id_00/normal/00000001.flac").toString());
    assertThat(notes).isEmpty();
  }

  @Test
  void shouldFindClipsAndTheirPartsInTheLayoutOfDcase2020() throws Exception {
    // Given
    clips(
        "fan/train/normal_id_00_00000003.wav",
        "fan/test/normal_id_00_00000003.wav",
        "fan/test/anomaly_id_00_00000012.wav",
        "ToyCar/train/normal_id_01_00000000.wav",
        "ToyCar/test/id_05_00000000.wav",
        "ToyCar/test/id_05_00000001.wav");

    // When
    Dataset dataset = scan();

    // Then
    assertThat(texts(dataset))
        .containsExactly(
            "ToyCar/id_01 normal train_00000000",
            "fan/id_00 normal test_00000003",
            "fan/id_00 normal train_00000003",
            "fan/id_00 abnormal test_00000012");
    assertThat(dataset.clips())
        .extracting(TrainingClip::part)
        .containsExactly(Part.TRAIN, Part.TEST, Part.TRAIN, Part.TEST);
    assertThat(texts(dataset.forTraining()))
        .containsExactly("ToyCar/id_01 normal train_00000000", "fan/id_00 normal train_00000003");
    assertThat(notes)
        .singleElement()
        .asString()
        .contains(": 2 (ToyCar/test/id_05_00000000.wav, ...)");
  }

  @Test
  void shouldFindSectionsAndDomainsInTheLayoutOfDcase2021AndLater() throws Exception {
    // Given
    clips(
        "dev_data/gearbox/train/section_00_source_train_normal_0025_0_g_25_mm_2000_mV_none.wav",
        "dev_data/gearbox/train/section_00_target_train_normal_0001_m-n_A.wav",
        "dev_data/gearbox/source_test/section_00_source_test_anomaly_0006.wav",
        "dev_data/gearbox/supplemental/section_00_machine_source_0000_noAttribute.wav",
        "eval_data/gearbox/test/section_03_0000.wav",
        "eval_data/gearbox/target_test/section_03_target_test_0000.wav");

    // When
    Dataset dataset = scan();

    // Then
    assertThat(texts(dataset))
        .containsExactly(
            "gearbox/section_00 normal source_train_0025",
            "gearbox/section_00 normal target_train_0001",
            "gearbox/section_00 abnormal source_test_0006");
    assertThat(dataset.clips())
        .extracting(TrainingClip::part)
        .containsExactly(Part.TRAIN, Part.TRAIN, Part.TEST);
    assertThat(dataset.clips()).extracting(TrainingClip::type).containsOnly("gearbox");
    assertThat(notes).singleElement().asString().contains("clips left out, ").contains(": 3 (");
  }

  @Test
  void shouldGiveDcaseClipsTheFoldOfTheirNumberAndNotOfAnAttribute() throws Exception {
    // Given
    clips(
        "fan/train/section_00_source_train_normal_0025_vel_6.wav",
        "fan/train/section_00_source_train_normal_0002_strength_1.wav");

    // When
    List<TrainingClip> clips = scan().clips();

    // Then
    assertThat(KFold.foldOf(clips.get(0))).isEqualTo(1);
    assertThat(KFold.foldOf(clips.get(1))).isEqualTo(25 / 2 % 5);
  }

  @ParameterizedTest
  @CsvSource({
    "pump-1/monday.wav, pump-1, pump, NORMAL",
    "Pump 12/Abnormal/monday.flac, Pump 12, Pump, ABNORMAL",
    "compressor/normal/1.wav, compressor, compressor, NORMAL",
    "berlin/line 4/press_07/normal/a.wav, berlin/line 4/press_07, press, NORMAL",
    "0_dB/fan/id_00/anomaly/a.wav, 0_dB/fan/id_00, fan, ABNORMAL",
    "fan_id_00/a.wav, fan_id_00, fan, NORMAL",
    "grid_01/a.wav, grid_01, grid, NORMAL",
    "7/a.wav, 7, machine, NORMAL",
    "id_00/normal/a.wav, id_00, machine, NORMAL",
  })
  void shouldFindAFolderAMachine(String path, String machine, String type, Condition condition)
      throws Exception {
    // Given
    clips(path);

    // When
    TrainingClip clip = scan().clips().get(0);

    // Then
    assertThat(clip.machineId()).isEqualTo(machine);
    assertThat(clip.type()).isEqualTo(type);
    assertThat(clip.condition()).isEqualTo(condition);
  }

  @Test
  void shouldTakeMachinesAtSeveralDepths() throws Exception {
    clips("fan/id_00/normal/1.wav", "press/1.wav", "berlin/pump/1.wav");

    assertThat(scan().machines()).containsExactly("berlin/pump", "fan/id_00", "press");
  }

  @Test
  void shouldSayWhatIsWrongWithAFolderThatHoldsNoClips() throws Exception {
    Path file = Files.createFile(folder.resolve("notes.txt"));

    assertRefused("holds no .wav and no .flac file: expected MIMII as in fan/id_00/normal/");
    assertThatThrownBy(() -> DatasetFolder.scan(folder.resolve("none"), notes::add))
        .isInstanceOf(DatasetException.class)
        .hasMessage(folder.resolve("none") + ": there is no such folder; check the path");
    assertThatThrownBy(() -> DatasetFolder.scan(file, notes::add))
        .isInstanceOf(DatasetException.class)
        .hasMessage(file + ": is not a folder; name the one that holds the clips");
  }

  @ParameterizedTest
  @CsvSource({
    "monday.wav, pump",
    "00000000.wav, fan/id_00/normal",
    "normal/00000000.wav, fan",
    "train/normal_id_00_00000000.wav, fan",
    "section_00_source_train_normal_0000_noAttribute.wav, fan/train",
  })
  void shouldNameTheFolderAboveWhereNothingNamesTheMachine(String path, String tooDeep)
      throws Exception {
    // Given
    clips(tooDeep + "/" + path);
    Path given = folder.resolve(tooDeep);

    // Then
    assertThatThrownBy(() -> DatasetFolder.scan(given, notes::add))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(
            given + ": no folder in it names the machine of " + path + ": give the folder ")
        .satisfies(
            e -> {
              String message = e.getMessage();
              Path above = Path.of(message.substring(message.indexOf("give the folder ") + 16));
              assertThat(DatasetFolder.scan(above, notes::add).clips()).hasSize(1);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "normal/pump-1/monday.wav",
    "pump/test/monday.wav",
    "fan/normal_id_00_00000000.wav",
    "pump-1/normal/2026-11-24/monday.wav",
  })
  void shouldListTheLayoutsWhereNoneFits(String path) throws Exception {
    clips(path);

    assertRefused(path + " is in no layout that is known: expected MIMII as in ");
    assertRefused("DCASE 2020 as in fan/train/normal_id_00_00000000.wav");
    assertRefused("DCASE 2021 and later as in ");
    assertRefused("a folder a machine as in ");
  }

  @Test
  void shouldSayWhichLayoutsAreMixed() throws Exception {
    clips(
        "fan/id_00/normal/00000000.wav",
        "fan/id_00/normal/00000001.wav",
        "pump/train/normal_id_00_00000000.wav",
        "pump/train/monday.wav");

    assertRefused(
        "there are 2 in MIMII (fan/id_00/normal/00000000.wav), 1 in no layout"
            + " (pump/train/monday.wav), 1 in DCASE 2020 (pump/train/normal_id_00_00000000.wav)");
  }

  @ParameterizedTest
  @CsvSource({
    "stray.wav, fan/id_00/normal/1.wav",
    "fan/id_00/stray.wav, fan/id_00/abnormal/1.wav",
    "pump/stray.wav, pump/id_00/1.wav",
  })
  void shouldRefuseClipsBesideFoldersOfClips(String stray, String clip) throws Exception {
    clips(stray, clip);

    assertRefused(stray + " lies beside a folder of clips (" + clip + ")");
  }

  @Test
  void shouldFollowLinksAndRefuseThoseThatGoRoundInCircles() throws Exception {
    // Given
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createFile(elsewhere.resolve("1.wav"));
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.createSymbolicLink(data.resolve("pump"), elsewhere);

    // Then
    assertThat(DatasetFolder.scan(data, notes::add).machines()).containsExactly("pump");

    // And given
    Path loop = Files.createSymbolicLink(data.resolve("loop"), data);

    // Then
    assertThatThrownBy(() -> DatasetFolder.scan(data, notes::add))
        .isInstanceOf(DatasetException.class)
        .hasMessage(loop + ": is a link to a folder that it lies in; remove the link");
  }

  @Test
  void shouldRefuseTwoClipsOfOneName() throws Exception {
    clips("pump/monday.flac", "pump/monday.wav");

    assertRefused("pump/monday.flac and pump/monday.wav are both clip monday of pump");
  }

  @Test
  void shouldRefuseADatasetWithoutAnyLabel() throws Exception {
    clips("fan/test/section_00_0000.wav");

    assertRefused("holds clips without labels only");
  }

  @Test
  void shouldReadClipsAt16Kilohertz() throws Exception {
    // Given
    Path file = folder.resolve("pump/1.wav");
    Files.createDirectories(file.getParent());
    WavWriter.write(file, 48000, new float[48000], new float[48000]);

    // When
    ClipAudio audio = scan().clips().get(0).audio();

    // Then
    assertThat(audio.read()).hasNumberOfRows(2);
    assertThat(audio.read()[0]).hasSize(16000);
    assertThat(audio.recorded().sampleRate()).isEqualTo(48000);
  }

  @Test
  void shouldNameTheFileThatCannotBeRead() throws Exception {
    clips("pump/1.wav");

    TrainingClip clip = scan().clips().get(0);

    assertThatThrownBy(() -> clip.audio().read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.resolve("pump/1.wav").toString());
  }
}
