/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.contracts.manifest.WindowSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecipeTest {

  @Test
  void shouldStreamByDefaultAndScoreWholeClipsAsThePublishedNotebook() {
    assertThat(Recipe.names()).containsExactly("default", "seed");
    assertThat(Recipe.named("default").window())
        .isEqualTo(new WindowSpec(309, 64, 1, Evidence.MEAN));
    assertThat(Recipe.named("default").frontEnd().centered()).isFalse();
    assertThat(Recipe.named("seed").window().frames()).isEqualTo(313);
    assertThat(Recipe.named("seed").frontEnd().centered()).isTrue();
  }

  @Test
  void shouldTakeBandsTogetherOnlyWhereThereAreMachinesEnoughToTellHow() {
    Recipe recipe = Recipe.named("default");

    assertThat(recipe.scorerOf(List.of(network(0))).bandsTogether())
        .contains(new ScorerSpec.BandStatistics(0.3, 0.1));
    assertThat(recipe.scorerOf(List.of(network(6))).bandsTogether()).isEmpty();
  }

  private static NetworkSpec.Blocks network(int pseudoClasses) {
    Recipe recipe = Recipe.named("default");
    return new NetworkSpec.Blocks(
        "all",
        recipe.architecture(),
        recipe.head(),
        List.of(new ClassSpec("fan", null)),
        pseudoClasses);
  }

  @Test
  void shouldListTheRecipesThereAreWhenThereIsNone() {
    assertThatThrownBy(() -> Recipe.named("best"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no recipe 'best': choose one of default, seed");
  }

  @Test
  void shouldSmoothShorterWindowsOverAsMuchTime() {
    assertThat(Recipe.named("default").withWindow(64).window())
        .isEqualTo(new WindowSpec(64, 32, 8, Evidence.MEAN));
    assertThat(Recipe.named("default").withWindow(188).window())
        .isEqualTo(new WindowSpec(188, 64, 2, Evidence.MEAN));
    assertThat(Recipe.named("default").withWindow(40).cropFrames()).isEqualTo(40);
  }

  @Test
  void shouldNameTheFieldThatIsOutOfRange() {
    assertThatThrownBy(() -> Recipe.named("default").withEpochs(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("recipe.epochs: must be positive");
  }

  @Test
  void shouldHoldOutAShareOfEveryMachineSpreadEvenly() throws Exception {
    // When
    TrainingPlan plan = TrainingPlan.holdingOut(Tones.normals(2, 10, 1), 0.2);
    TrainingPlan least = TrainingPlan.holdingOut(Tones.normals(2, 2, 1), 0.01);

    // Then
    assertThat(plan.training().clips()).hasSize(16);
    assertThat(plan.calibration().clips())
        .extracting(TrainingClip::name)
        .isEqualTo(List.of("00000004", "00000009", "00000004", "00000009"));
    assertThat(least.calibration().clips()).hasSize(2);
    assertThat(least.training().clips()).hasSize(2);
  }
}
