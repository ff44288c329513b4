/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus reads.
 *
 * @param families by name
 * @param samples values by what identifies them, for example {@code up{job="a"}}
 */
record Scrape(Map<String, Family> families, Map<String, Double> samples) {

  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([^{\\s]+)(\\{.*\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
  private static final Pattern PART_OF_A_HISTOGRAM = Pattern.compile("_(bucket|count|sum)$");

  /**
   * Metrics of one name.
   *
   * @param type counter, gauge, histogram or summary
   * @param labels their keys and the values seen; without {@code le}
   */
  record Family(String type, Map<String, Set<String>> labels) {}

  static Scrape parse(String text) {
    Map<String, Family> families = new TreeMap<>();
    Map<String, Double> samples = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        families.put(type.group(1), new Family(type.group(2), new TreeMap<>()));
      } else if (!line.startsWith("#") && sample.matches()) {
        String labels = sample.group(2) == null ? "" : sample.group(2);
        samples.put(
            sample.group(1) + labels, Double.valueOf(sample.group(3).replace("Inf", "Infinity")));
        Family family = family(families, sample.group(1));
        labels(labels)
            .forEach(
                (key, value) ->
                    family.labels().computeIfAbsent(key, k -> new TreeSet<>()).add(value));
      }
    }
    return new Scrape(families, samples);
  }

  double value(String sample) {
    Double value = samples.get(sample);
    if (value == null) {
      throw new AssertionError(sample + " is not among " + samples.keySet());
    }
    return value;
  }

  private static Family family(Map<String, Family> families, String sample) {
    Family whole = families.get(sample);
    return whole == null
        ? families.get(PART_OF_A_HISTOGRAM.matcher(sample).replaceFirst(""))
        : whole;
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new HashMap<>();
    Matcher label = LABEL.matcher(text);
    while (label.find()) {
      if (!label.group(1).equals("le")) {
        labels.put(label.group(1), label.group(2));
      }
    }
    return labels;
  }
}
