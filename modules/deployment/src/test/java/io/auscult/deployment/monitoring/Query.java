/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.monitoring;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An expression of a dashboard or a rule.
 *
 * @param where it stands, for messages
 * @param promql with variables of Grafana
 * @param legend labels that what is shown beside it names
 */
record Query(String where, String promql, Set<String> legend) {

  private static final Pattern METRIC =
      Pattern.compile("\\b(?:up|(?:auscult|kafka|jvm|process|system)_\\w+)\\b");
  private static final Pattern SELECTORS = Pattern.compile("\\{[^}]*}");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
  private static final Pattern IN_TEXT = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\w+");

  /** The labels that a text names, such as {@code {{machine}}} or {@code {{ $labels.machine }}}. */
  static Set<String> labelsIn(String text) {
    return groups(IN_TEXT, text);
  }

  /** As Prometheus is asked: each variable stands for all. */
  String asked() {
    return VARIABLE.matcher(promql).replaceAll(".*");
  }

  /** The series that it reads. */
  Set<String> metrics() {
    String bare = GROUPING.matcher(SELECTORS.matcher(promql).replaceAll("")).replaceAll("");
    return METRIC
        .matcher(bare)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The labels that it and its text ask for. */
  Set<String> labels() {
    Set<String> labels = new TreeSet<>(legend);
    labels.addAll(groups(MATCHER, promql));
    for (String list : groups(GROUPING, promql)) {
      Arrays.stream(list.split(",", -1)).map(String::strip).forEach(labels::add);
    }
    return labels;
  }

  private static Set<String> groups(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
