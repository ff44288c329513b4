/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import static io.auscult.notifier.event.Events.T0;
import static io.auscult.notifier.event.Events.begin;
import static io.auscult.notifier.event.Events.notice;
import static io.auscult.notifier.event.Events.opened;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.HealthKind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {

  private final Notice anomaly = notice(opened("fan-1", "a1", T0));
  private final Notice gap = notice(begin("fan-1", HealthKind.GAP, T0));

  @Test
  void shouldLetEverythingThroughIfNothingIsSaid() {
    assertThat(Route.ALL.matches(anomaly)).isTrue();
    assertThat(Route.ALL.matches(gap)).isTrue();
  }

  @Test
  void shouldLetThroughOnlyWhatEveryPartLetsThrough() {
    assertThat(route("no*", "line-?", "fan-*", "ANOMALY").matches(anomaly)).isTrue();
    assertThat(route("so*", "line-?", "fan-*", "ANOMALY").matches(anomaly)).isFalse();
    assertThat(route("no*", "line", "fan-*", "ANOMALY").matches(anomaly)).isFalse();
    assertThat(route("no*", "line-?", "pump-*", "ANOMALY").matches(anomaly)).isFalse();
    assertThat(route("no*", "line-?", "fan-*", "GAP").matches(anomaly)).isFalse();
    assertThat(route("no*", "line-?", "fan-*", "GAP").matches(gap)).isTrue();
  }

  @Test
  void shouldLetThroughWhatIsBadEnough() {
    Route warning = new Route(List.of(), List.of(), List.of(), Set.of(), Severity.WARNING);

    assertThat(warning.matches(anomaly)).isTrue();
    assertThat(warning.matches(gap)).isFalse();
  }

  @Test
  void shouldLetNoMachineThroughByASiteThatItDoesNotHave() {
    Notice nowhere = new AnomalyNotice(opened("fan-1", "a1", T0), Place.UNKNOWN, Severity.WARNING);

    assertThat(route("*", "*", "*", "ANOMALY").matches(nowhere)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "fan-*,fan-1,true",
    "fan-*,fan-,true",
    "fan-*,Fan-1,false",
    "fan-?,fan-12,false",
    "*id_0?,fan/id_00,true",
    "*a*b*,xxaxxbxx,true",
    "*a*b*,xxbxxaxx,false",
    "a.c,abc,false",
    "*,'',true",
    "'',a,false",
    "*ab,aab,true",
    "*aab,aaab,true"
  })
  void shouldMatchNamesByStarsAndQuestionMarks(String glob, String name, boolean matches) {
    assertThat(new Glob(glob).matches(name)).isEqualTo(matches);
  }

  private static Route route(String site, String line, String machine, String kind) {
    return new Route(
        List.of(new Glob("none"), new Glob(site)),
        List.of(new Glob(line)),
        List.of(new Glob(machine)),
        Set.of(kind),
        Severity.INFO);
  }
}
