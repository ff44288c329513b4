/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.delivery;

import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Phase;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What has begun and not ended, by its last event. In memory, and bounded by what can be open. */
final class OpenConditions {

  private final Map<String, Event> open = new LinkedHashMap<>();

  /** Takes the next event. An anomaly takes the place of another one of its machine. */
  void apply(Event event) {
    Notice notice = event.notice();
    Notice before = get(notice.condition());
    if (notice.phase() != Phase.ENDS) {
      open.put(notice.condition(), event);
    } else if (before != null && before.isSameAs(notice)) {
      open.remove(notice.condition());
    }
  }

  @Nullable Notice get(String condition) {
    Event event = open.get(condition);
    return event == null ? null : event.notice();
  }

  /** What will be open of the event's machine after it, if it counts; the event first. */
  List<Notice> ofMachineAfter(Notice notice) {
    Stream<Notice> others =
        notices()
            .filter(each -> each.machineId().equals(notice.machineId()))
            .filter(each -> !each.condition().equals(notice.condition()));
    Notice before = get(notice.condition());
    if (notice.phase() != Phase.ENDS) {
      return Stream.concat(Stream.of(notice), others).toList();
    }
    return before != null && !before.isSameAs(notice)
        ? Stream.concat(Stream.of(before), others).toList()
        : others.toList();
  }

  List<Notice> all() {
    return notices().toList();
  }

  Collection<Event> events() {
    return List.copyOf(open.values());
  }

  private Stream<Notice> notices() {
    return open.values().stream().map(Event::notice);
  }

  /**
   * Gives up what was not heard of for so long: as after a restart, which does not look further
   * back.
   */
  void forgetBefore(Instant time) {
    open.values().removeIf(event -> event.writtenAt().isBefore(time));
  }

  void clear() {
    open.clear();
  }
}
