/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsRegistryTest {

  private final MetricsRegistry registry =
      new MetricsRegistry(id -> "mine".equals(id.getTag("client")));

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldPublishTheVirtualMachineAndItsOwn() {
    registry.meters().counter("auscult.chunks").increment();

    assertThat(registry.scrape())
        .contains("auscult_chunks_total 1.0", "jvm_memory_used_bytes", "process_cpu_usage");
  }

  @Test
  void shouldPublishOfAllElseOnlyWhatIsAllowed() {
    registry.meters().counter("kafka.sent", Tags.of("client", "mine")).increment();
    registry.meters().counter("kafka.sent", Tags.of("client", "other")).increment();
    registry.meters().counter("jvm.classes.loaded").increment();

    assertThat(registry.scrape())
        .contains("kafka_sent_total{client=\"mine\"} 1.0")
        .doesNotContain("other", "jvm_classes");
  }
}
