/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

/** Whether a clip holds a healthy machine. Only normal clips are ever trained on. */
public enum Condition {
  NORMAL,
  ABNORMAL
}
