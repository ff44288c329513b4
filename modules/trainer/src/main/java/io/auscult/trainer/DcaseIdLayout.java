/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The layout of DCASE 2020 Task 2: {@code <type>/{train,test}/{normal,anomaly}_id_NN_XXXXXXXX.wav}.
 * The clips {@code id_NN_XXXXXXXX.wav} of its evaluation set have no label.
 *
 * @see <a href="https://zenodo.org/records/3678171">DCASE 2020 Task 2, development dataset</a>
 */
final class DcaseIdLayout implements DatasetLayout {

  private static final Pattern NAME = Pattern.compile("(?:(normal|anomaly)_)?id_(\\d{2})_(\\d{8})");

  @Override
  public String name() {
    return "DCASE 2020";
  }

  @Override
  public String example() {
    return "fan/train/normal_id_00_00000000.wav";
  }

  /** Whether a file of that name, without extension, belongs to this layout. */
  static boolean isName(String stem) {
    return NAME.matcher(stem).matches();
  }

  @Override
  public @Nullable ClipLabel label(Path path) {
    Matcher name = NAME.matcher(DatasetLayout.stem(path));
    Part part = DcaseFolders.part(path);
    String type = DcaseFolders.type(path);
    if (part == Part.UNSPECIFIED || type == null || !name.matches()) {
      return null;
    }
    String condition = name.group(1);
    return new ClipLabel(
        type + "/id_" + name.group(2),
        type,
        (part == Part.TRAIN ? "train_" : "test_") + name.group(3),
        condition == null ? null : Condition.ofFolder(condition),
        part);
  }
}
