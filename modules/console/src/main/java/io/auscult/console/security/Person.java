/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.security;

/**
 * Who asks.
 *
 * @param name as it stands in the audit log
 */
public record Person(String name, Role role) {

  /** Whether the role is enough. */
  public boolean mayAct(Role needed) {
    return role.compareTo(needed) >= 0;
  }
}
