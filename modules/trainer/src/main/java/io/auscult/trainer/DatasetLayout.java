/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A way to lay out the clips of several machines in folders. */
interface DatasetLayout {

  /** What it is called, for messages. */
  String name();

  /** What a path in it looks like, for messages. */
  String example();

  /**
   * Reads a clip's labels off its path.
   *
   * @param path of a sound file, relative to the dataset's folder
   * @return null if the path is not of this layout
   */
  @Nullable ClipLabel label(Path path);

  /** A file's name without what comes after the last dot. */
  static String stem(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.substring(0, name.lastIndexOf('.'));
  }
}
