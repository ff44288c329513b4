/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.service;

import io.auscult.notifier.settings.NotifierSettings;
import java.nio.file.Path;
import java.util.Map;

/** A notifier in a process of its own, so that it can be killed. */
final class NotifierProcess {

  private NotifierProcess() {}

  /** With the file of its settings; runs until it is killed. */
  public static void main(String[] arguments) throws Exception {
    try (NotifierService notifier =
        NotifierService.start(NotifierSettings.read(Path.of(arguments[0]), Map.of()))) {
      System.out.println("notifier at port " + notifier.port());
      Thread.currentThread().join();
    }
  }
}
