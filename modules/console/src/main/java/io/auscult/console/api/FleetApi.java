/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.auscult.console.state.Fleet;
import io.auscult.console.state.Machine;
import io.auscult.console.state.Sparkline;
import io.auscult.console.state.Tile;
import io.auscult.console.state.TopicFollower;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All machines in short. */
final class FleetApi {

  /**
   * A machine in short.
   *
   * @param state anomalous, suspicious, silent, unknown, stale, muted or healthy
   * @param over smoothed score in units of the threshold: above 1 it is over; null: no score
   * @param anomaly id of the anomaly that is open
   * @param sparkline of the last ten minutes; null where only what changes is told
   */
  record TileJson(
      String machine,
      @Nullable String site,
      @Nullable String line,
      @Nullable String type,
      boolean retired,
      String state,
      @Nullable Instant since,
      String why,
      double over,
      @Nullable Instant newest,
      @Nullable String anomaly,
      boolean acknowledged,
      List<String> notes,
      @Nullable Sparkline sparkline) {

    static TileJson of(Tile tile, @Nullable Sparkline sparkline) {
      return new TileJson(
          tile.machine(),
          tile.site(),
          tile.line(),
          tile.type(),
          tile.retired(),
          tile.standing().state().name().toLowerCase(Locale.ROOT),
          tile.standing().since(),
          tile.standing().why(),
          tile.over(),
          tile.newest(),
          tile.openAnomaly() == null ? null : tile.openAnomaly().getAnomalyId(),
          tile.acknowledged(),
          tile.notes(),
          sparkline);
    }
  }

  /**
   * How much the console knows.
   *
   * @param ready whether the tiles show all that was there at its start
   * @param trouble why what is shown may be old; null: it is not
   * @param historyFrom older scores are not read yet
   * @param historyWhole whether the whole day is read
   */
  record StatusJson(
      Instant now,
      boolean ready,
      @Nullable String trouble,
      @Nullable Instant historyFrom,
      boolean historyWhole,
      long anomaliesVersion) {}

  /** The fleet, worst first. */
  record FleetJson(StatusJson status, List<TileJson> machines) {}

  private static final Comparator<Tile> WORST_FIRST =
      Comparator.comparing((Tile tile) -> tile.standing().state())
          .thenComparing(tile -> Double.isNaN(tile.over()) ? 0 : -tile.over())
          .thenComparing(Tile::machine);

  private final Fleet fleet;
  private final TopicFollower follower;

  FleetApi(Fleet fleet, TopicFollower follower) {
    this.fleet = fleet;
    this.follower = follower;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/fleet",
            "All machines in short, worst first, with the last ten minutes of each.",
            List.of(),
            FleetJson.class,
            this::show));
  }

  private void show(Context http) {
    Instant now = fleet.now();
    List<TileJson> tiles =
        fleet.machines().stream()
            .map(machine -> new Pair(machine, machine.tile(now)))
            .sorted(Comparator.comparing(Pair::tile, WORST_FIRST))
            .map(pair -> TileJson.of(pair.tile(), pair.machine().sparkline(now)))
            .toList();
    http.json(new FleetJson(status(), tiles));
  }

  private record Pair(Machine machine, Tile tile) {}

  StatusJson status() {
    return new StatusJson(
        fleet.now(),
        fleet.isReady(),
        follower.trouble(),
        fleet.historyFrom(),
        fleet.isHistoryWhole(),
        fleet.anomalies().version());
  }
}
