/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What became of the models that were offered, line by line. */
record NotedNews(List<String> lines) implements ModelListener {

  NotedNews() {
    this(new CopyOnWriteArrayList<>());
  }

  @Override
  public void taken(ModelRole role, String version) {
    lines.add("%s %s taken".formatted(role, version));
  }

  @Override
  public void refused(ModelRole role, String reason) {
    lines.add("%s refused: %s".formatted(role, reason));
  }

  @Override
  public void withdrawn() {
    lines.add("challenger withdrawn");
  }
}
