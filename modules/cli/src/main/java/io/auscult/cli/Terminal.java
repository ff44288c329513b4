/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

/** Whether somebody watches: the launcher knows, Java does not. */
public final class Terminal {

  private Terminal() {}

  /** Whether standard input is a terminal: there is somebody to ask. */
  public static boolean isIn() {
    return Boolean.getBoolean("auscult.terminal.in");
  }

  /** Whether standard output is a terminal. */
  public static boolean isOut() {
    return Boolean.getBoolean("auscult.terminal.out");
  }

  /** Whether standard error is a terminal. */
  public static boolean isErr() {
    return Boolean.getBoolean("auscult.terminal.err");
  }
}
