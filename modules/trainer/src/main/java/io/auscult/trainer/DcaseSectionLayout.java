/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The layout of DCASE Task 2 since 2021: {@code <type>/{train,test,source_test,...}/} with names as
 * in {@link DcaseSectionName}. A section of a type is taken for a machine. Other clips of a
 * section, as {@code section_00_0000.wav} of an evaluation set, have no label.
 *
 * @see <a href="https://zenodo.org/records/7882613">DCASE 2023 Task 2, development dataset</a>
 */
final class DcaseSectionLayout implements DatasetLayout {

  private static final Pattern SECTION = Pattern.compile("section_(\\d{2})_.*");

  @Override
  public String name() {
    return "DCASE 2021 and later";
  }

  @Override
  public String example() {
    return "fan/train/section_00_source_train_normal_0000.wav";
  }

  /** Whether a file of that name, without extension, belongs to this layout. */
  static boolean isName(String stem) {
    return SECTION.matcher(stem).matches();
  }

  @Override
  public @Nullable ClipLabel label(Path path) {
    String stem = DatasetLayout.stem(path);
    String type = DcaseFolders.type(path);
    Matcher section = SECTION.matcher(stem);
    if (type == null || !section.matches()) {
      return null;
    }
    String machineId = type + "/section_" + section.group(1);
    Optional<DcaseSectionName> name = DcaseSectionName.parse(stem);
    if (name.isEmpty()) {
      return new ClipLabel(machineId, type, stem, null, DcaseFolders.part(path));
    }
    DcaseSectionName known = name.get();
    return new ClipLabel(machineId, type, known.clipName(), known.condition(), known.part());
  }
}
