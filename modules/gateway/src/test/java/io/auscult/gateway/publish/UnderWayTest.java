/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.gateway.spool.SpoolPosition;
import io.auscult.gateway.spool.SpoolRecord;
import io.auscult.gateway.spool.Spooled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UnderWayTest {

  private final List<SpoolPosition> arrived = new ArrayList<>();
  private final UnderWay underWay = new UnderWay(4, arrived::add);

  @Test
  void shouldTellHowFarAllBeforeHaveArrived() throws Exception {
    // Given
    UnderWay.Sent first = add(1, "a", "x");
    UnderWay.Sent second = add(2, "a", "x");
    UnderWay.Sent third = add(3, "b", "y");

    // When: partitions answer in their own order
    underWay.arrived(third);
    underWay.arrived(second);

    // Then
    assertThat(arrived).isEmpty();

    // When
    underWay.arrived(first);

    // Then
    assertThat(arrived).containsExactly(new SpoolPosition(1, 3));
  }

  @Test
  void shouldHaveNoRoomForMoreThanSoMany() throws Exception {
    UnderWay.Sent first = add(1, "a", "x");
    add(2, "a", "x");
    add(3, "a", "x");
    add(4, "a", "x");

    assertThat(underWay.add(spooled(5, "a"), "x")).isNull();

    underWay.arrived(first);
    assertThat(underWay.add(spooled(5, "a"), "x")).isNotNull();
  }

  @Test
  void shouldNotSendMoreStreamsOfASensorThanAPipelineRemembers() throws Exception {
    // Given
    UnderWay.Sent first = add(1, "a", "x");
    add(2, "a", "y");
    add(3, "a", "z");

    // Then: a fourth waits, another sensor's does not
    assertThat(underWay.add(spooled(4, "a"), "w")).isNull();
    assertThat(underWay.add(spooled(4, "b"), "w")).isNotNull();

    // When
    underWay.arrived(first);

    // Then
    assertThat(underWay.add(spooled(5, "a"), "w")).isNotNull();
  }

  @Test
  void shouldRefuseMoreAfterAFailure() throws Exception {
    // Given
    add(1, "a", "x");
    DeliveryFailedException failure =
        DeliveryFailedException.connecting(new IllegalStateException("gone"));

    // When
    underWay.failed(failure);
    underWay.failed(DeliveryFailedException.connecting(new IllegalStateException("closed")));

    // Then
    assertThatThrownBy(() -> underWay.add(spooled(2, "a"), "x")).isSameAs(failure);
    assertThatThrownBy(underWay::requireHealthy).isSameAs(failure);
  }

  private UnderWay.Sent add(int offset, String sensor, String stream) throws Exception {
    return Objects.requireNonNull(underWay.add(spooled(offset, sensor), stream));
  }

  private static Spooled spooled(int offset, String sensor) {
    return new Spooled(
        new SpoolPosition(1, offset),
        new SpoolRecord(
            SpoolRecord.Kind.AUDIO,
            sensor,
            sensor,
            Instant.EPOCH,
            Duration.ofSeconds(1),
            new byte[0]));
  }
}
