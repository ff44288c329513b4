/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

/** Why a kept clip is not trained on. */
public enum Exclusion {
  /** It is there already: kept twice, or the very same sound. */
  DUPLICATE("twice there"),

  /** It is gone, damaged, of several channels, or says that it lasts longer than ten minutes. */
  UNDECODABLE("not decodable"),

  /** A dead microphone, not a machine. */
  SILENT("silent"),

  /** It lasts less than a window of the recipe. */
  TOO_SHORT("too short"),

  /** Its machine is retired. */
  RETIRED("machine retired"),

  /** Its machine is under maintenance. */
  MAINTENANCE("under maintenance"),

  /** Nobody may listen to its machine. */
  NOT_LISTENED("listening back is off"),

  /** It was captured in a time that is muted now. */
  MUTED("muted"),

  /** It is of a time or an anomaly that a person called real. */
  REAL("real anomaly"),

  /** It is of an anomaly that nobody has judged. */
  UNJUDGED("anomaly not labelled"),

  /** Its sensor hears another machine by now. */
  SENSOR_MOVED("sensor moved"),

  /** The machine has more sound than is taken. */
  SPARED("more than is taken"),

  /** The machine has too little sound to train, calibrate and test on. */
  TOO_LITTLE("too little of the machine");

  private final String text;

  Exclusion(String text) {
    this.text = text;
  }

  /** In words, for a person. */
  public String text() {
    return text;
  }
}
