/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.reset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which topics are the changelogs of a pipeline. */
class ChangelogsTest {

  @Test
  void shouldTakeOnlyTheChangelogsOfThisPipeline() {
    Set<String> topics =
        Set.of(
            "auscult.audio",
            "pipeline-votes-changelog",
            "pipeline-votes",
            "pipelines-votes-changelog",
            "other-pipeline-votes-changelog");

    assertThat(PipelineReset.changelogs("pipeline", topics, Set.of("pipeline")))
        .containsExactly("pipeline-votes-changelog");
  }

  @Test
  void shouldLeaveTheChangelogsOfAPipelineWithALongerNameAlone() {
    Set<String> topics =
        Set.of(
            "pipeline-votes-changelog", "pipeline-2-votes-changelog", "pipeline-2-tails-changelog");
    Set<String> groups = Set.of("pipeline", "pipeline-2", "pipeline-votes-readers");

    assertThat(PipelineReset.changelogs("pipeline", topics, groups))
        .containsExactly("pipeline-votes-changelog");
    assertThat(PipelineReset.changelogs("pipeline-2", topics, groups))
        .containsExactly("pipeline-2-tails-changelog", "pipeline-2-votes-changelog");
  }
}
