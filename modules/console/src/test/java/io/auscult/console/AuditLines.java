/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What is written to the audit log from now on. */
final class AuditLines extends AbstractAppender {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger = (Logger) LogManager.getLogger("auscult.audit");

  AuditLines() {
    super("audit", null, null, true, Property.EMPTY_ARRAY);
    start();
    logger.addAppender(this);
    logger.setLevel(Level.INFO);
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public void append(LogEvent event) {
    lines.add(event.getMessage().getFormattedMessage());
  }

  void close() {
    logger.removeAppender(this);
    stop();
  }
}
