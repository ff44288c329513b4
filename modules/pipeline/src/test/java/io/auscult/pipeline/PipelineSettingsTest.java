/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.pipeline.assembly.ChannelMode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PipelineSettingsTest {

  private static final PipelineSettings SETTINGS =
      PipelineSettings.of("broker:9092", "plant", "plant-1", Path.of("state"));

  @Test
  void shouldProcessExactlyOnceWithStaticMembersThatAreMissedSoon() {
    Properties streams = SETTINGS.streamsProperties();

    assertThat(streams)
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("group.protocol", "classic")
        .containsEntry("application.id", "plant")
        .containsEntry("client.id", "plant-1")
        .containsEntry("consumer.group.instance.id", "plant-1")
        .containsEntry("consumer.session.timeout.ms", 10_000)
        .containsEntry("producer.transaction.timeout.ms", 5_000)
        .containsEntry("producer.compression.type", "zstd")
        .containsEntry("ensure.explicit.internal.resource.naming", true)
        .containsEntry("errors.dead.letter.queue.topic.name", "auscult.dead-letters");
  }

  @Test
  void shouldComeBackFromEveryPollBeforeAWindowHasWaitedTooLong() {
    long poll = (Long) SETTINGS.streamsProperties().get("poll.ms");

    assertThat(poll).isLessThanOrEqualTo(ScoreProcessor.MOST_WAIT.toMillis() / 2);
  }

  @Test
  void shouldLetFurtherKafkaSettingsWin() {
    PipelineSettings secured =
        new PipelineSettings(
            "broker:9092",
            "plant",
            "plant-1",
            Path.of("state"),
            2,
            1,
            null,
            ChannelMode.SPLIT,
            PipelineTopics.standard(),
            Map.of("security.protocol", "SSL", "poll.ms", "20", "replication.factor", "3"));

    assertThat(secured.streamsProperties())
        .containsEntry("num.stream.threads", 2)
        .containsEntry("num.standby.replicas", 1)
        .containsEntry("security.protocol", "SSL")
        .containsEntry("poll.ms", "20");
    assertThat(secured.adminSettings())
        .containsOnlyKeys("bootstrap.servers", "client.id", "security.protocol");
    assertThat(secured.producerSettings())
        .containsOnlyKeys("bootstrap.servers", "client.id", "security.protocol");
  }

  @Test
  void shouldRefuseWhatCannotBe() {
    assertThatThrownBy(() -> PipelineSettings.of(" ", "plant", "plant-1", Path.of("state")))
        .hasMessageContaining("bootstrap-servers is empty");
  }
}
