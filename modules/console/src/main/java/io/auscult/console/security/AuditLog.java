/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.security;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for everything that somebody changed or tried to, on the logger {@code auscult.audit}.
 */
public final class AuditLog {

  private static final Logger LOG = LoggerFactory.getLogger("auscult.audit");

  /**
   * Something was changed.
   *
   * @param what the operation, such as {@code mute}
   * @param subject the machine, anomaly or release
   * @param detail of what kind
   */
  public void done(Person who, String address, String what, String subject, String detail) {
    LOG.info(
        "done who={} role={} address={} what={} subject={} detail={}",
        oneWord(who.name()),
        who.role(),
        address,
        what,
        oneWord(subject),
        oneWord(detail));
  }

  /** Something was refused. */
  public void refused(String who, String address, String what, String why) {
    LOG.warn(
        "refused who={} address={} what={} reason={}", oneWord(who), address, what, oneWord(why));
  }

  /** What people write must not look like another line. */
  private static String oneWord(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
