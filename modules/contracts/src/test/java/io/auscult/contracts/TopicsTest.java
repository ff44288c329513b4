/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static io.auscult.contracts.TopicDefinition.Partitioning.BY_MACHINE;
import static io.auscult.contracts.TopicDefinition.Partitioning.FREE;
import static io.auscult.contracts.TopicDefinition.Partitioning.SINGLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.contracts.TopicDefinition.Partitioning;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {

  @ParameterizedTest
  @CsvSource({
    "auscult.audio, BY_MACHINE, 1",
    "auscult.scores, BY_MACHINE, 7",
    "auscult.anomalies, BY_MACHINE, 90",
    "auscult.health, BY_MACHINE, 7",
    "auscult.clips, FREE, 90",
    "auscult.normals, BY_MACHINE, 90",
    "auscult.shadow-scores, BY_MACHINE, 7",
    "auscult.dead-letters, FREE, 30"
  })
  void shouldExpireAfterTheDesignsTime(String name, Partitioning partitioning, int days) {
    // When
    TopicDefinition<?> topic = topic(name);

    // Then
    assertThat(topic.partitioning()).isEqualTo(partitioning);
    assertThat(topic.settings())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", Long.toString(Duration.ofDays(days).toMillis()));
  }

  @Test
  void shouldKeepTheLastRecordOfEachKeyWhereItIsTheTruth() {
    assertThat(Topics.all())
        .filteredOn(topic -> "compact".equals(topic.settings().get("cleanup.policy")))
        .extracting(TopicDefinition::name, TopicDefinition::partitioning)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("auscult.machines", BY_MACHINE),
            org.assertj.core.groups.Tuple.tuple("auscult.labels", FREE),
            org.assertj.core.groups.Tuple.tuple("auscult.models", SINGLE));
  }

  @Test
  void shouldLetOnlyTheBrokersClockDateSound() {
    assertThat(Topics.all())
        .filteredOn(topic -> topic.settings().containsKey("message.timestamp.type"))
        .containsExactly(Topics.AUDIO);
    assertThat(Topics.AUDIO.settings()).containsEntry("message.timestamp.type", "LogAppendTime");
  }

  @Test
  void shouldRefuseALayoutThatCannotBe() {
    assertThatThrownBy(() -> new TopicLayout(0, (short) 1)).hasMessageContaining("partitions");
    assertThatThrownBy(() -> new TopicLayout(1, (short) 0)).hasMessageContaining("replication");
    assertThat(TopicLayout.standard()).isEqualTo(new TopicLayout(6, (short) -1));
  }

  private static TopicDefinition<?> topic(String name) {
    return Topics.all().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }
}
