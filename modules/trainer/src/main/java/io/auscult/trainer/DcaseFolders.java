/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folders around the clips of DCASE Task 2: a machine type's, and in it one for each part. */
final class DcaseFolders {

  private static final Set<String> PARTS =
      Set.of("train", "test", "source_test", "target_test", "test_rename", "supplemental");

  private DcaseFolders() {}

  /** Whether a folder of that name holds a part of a dataset, and so is no machine's. */
  static boolean isPart(String name) {
    return PARTS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** What the clip at a path is meant for, as far as its folder says. */
  static Part part(Path path) {
    String folder = path.getNameCount() < 2 ? "" : path.getName(path.getNameCount() - 2).toString();
    String lower = folder.toLowerCase(Locale.ROOT);
    if (!isPart(lower)) {
      return Part.UNSPECIFIED;
    }
    if (lower.equals("train")) {
      return Part.TRAIN;
    }
    return lower.contains("test") ? Part.TEST : Part.UNSPECIFIED;
  }

  /** The machine type that the clip at a path belongs to; null if no folder names it. */
  static @Nullable String type(Path path) {
    int folder = path.getNameCount() - 2;
    if (folder >= 0 && isPart(path.getName(folder).toString())) {
      folder--;
    }
    return folder < 0 ? null : path.getName(folder).toString();
  }
}
