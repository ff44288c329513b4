/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import io.auscult.notifier.event.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event, and what it changes.
 *
 * @param before what was open with the same {@link Notice#condition}, as the sink was told of it;
 *     null if nothing was
 * @param open what is open of the machine after the event
 */
public record Change(Notice notice, @Nullable Notice before, List<Notice> open) {

  public Change {
    open = List.copyOf(open);
  }
}
