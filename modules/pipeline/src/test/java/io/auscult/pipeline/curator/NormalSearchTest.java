/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AvroSerde;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.state.MachineNotes;
import io.auscult.pipeline.state.WantedClip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NormalSearchTest {

  private static final int SECONDS = 3 * 3_600;

  private final NormalSearch search = new NormalSearch(CurationRules.standard());
  private final HeardSound sound =
      new HeardSound(
          "fan-0",
          "mic",
          Instant.parse("2026-06-01T00:00:00Z"),
          new float[SECONDS * 16_000],
          "v1",
          0);

  private List<WantedClip> search(UnaryOperator<MachineNotes> between, int leftOut) {
    List<WantedClip> found = new ArrayList<>();
    MachineNotes notes = NoteBook.EMPTY;
    for (int w = 0; w < sound.windows(); w++) {
      if (leftOut > 0 && w % leftOut == 0) {
        continue;
      }
      WindowScore window = sound.window(w).build();
      NormalSearch.Step step = search.take(notes, null, window, "v1", HeardSound.HOP);
      notes = between.apply(step.notes());
      if (step.found() != null) {
        found.add(step.found());
      }
    }
    return found;
  }

  @Test
  void shouldFindAMinuteOfSoundAnHourAtAnyTimeInIt() {
    List<WantedClip> found = search(UnaryOperator.identity(), 0);

    assertThat(found).hasSize(9).extracting(WantedClip::getSlot).doesNotHaveDuplicates();
    assertThat(found)
        .allSatisfy(clip -> assertThat(clip.getUntil()).isEqualTo(clip.getFrom().plusSeconds(20)));
  }

  @Test
  void shouldFindTheSameThoughItIsRestartedAfterEveryWindow() {
    AvroSerde<MachineNotes> serde = AvroSerde.of(MachineNotes.class);

    List<WantedClip> found =
        search(notes -> serde.deserialize("notes", serde.serialize("notes", notes)), 0);

    assertThat(found).isEqualTo(search(UnaryOperator.identity(), 0));
  }

  @Test
  void shouldFindNothingInSoundThatIsInterruptedAgainAndAgain() {
    // 20 s of clip and 10 s after it are 29 windows.
    assertThat(search(UnaryOperator.identity(), 29)).isEmpty();
    assertThat(search(UnaryOperator.identity(), 31)).hasSize(9);
  }
}
