/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.security;

/** What a person may do. */
public enum Role {
  /** See and hear. */
  VIEWER,
  /** Also decide: mute, acknowledge, judge, promote. */
  OPERATOR
}
