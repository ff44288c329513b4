/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables of {@code docs/metrics.md}: what may be published, and no more. */
final class MetricsPage {

  private static final Path PAGE = Path.of("..", "..", "docs", "metrics.md");

  private MetricsPage() {}

  /**
   * A row of a table.
   *
   * @param type counter, gauge, histogram or summary
   * @param labels their keys
   */
  record Metric(String type, Set<String> labels) {}

  /** What the page lists, by name; the {@code _max} of histograms and summaries among them. */
  static Map<String, Metric> read() throws IOException {
    Map<String, Metric> metrics = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (!line.startsWith("| `")) {
        continue;
      }
      String[] cells = line.split("\\|", -1);
      String name = cells[1].strip().replace("`", "");
      Metric metric = new Metric(cells[2].strip(), labels(cells[3]));
      metrics.put(name, metric);
      if (metric.type().equals("histogram") || metric.type().equals("summary")) {
        metrics.put(name + "_max", new Metric("gauge", metric.labels()));
      }
    }
    return metrics;
  }

  private static Set<String> labels(String cell) {
    Set<String> labels = new TreeSet<>();
    Arrays.stream(cell.replace("`", "").split(",", -1))
        .map(String::strip)
        .filter(label -> !label.isEmpty())
        .forEach(labels::add);
    return labels;
  }
}
