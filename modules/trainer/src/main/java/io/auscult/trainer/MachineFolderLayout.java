/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder a machine, in folders of lines or sites or not: {@code <machine>/*.wav}, all of them
 * normal, or {@code <machine>/{normal,abnormal}/*.wav}. The machine's id is its folder's path. Its
 * type is its folder's name without a number at the end, {@code pump} for {@code pump-3}; if that
 * leaves nothing, as for {@code id_03} or {@code 3}, the name of the folder above, or {@code
 * machine}.
 */
final class MachineFolderLayout implements DatasetLayout {

  @Override
  public String name() {
    return "a folder a machine";
  }

  @Override
  public String example() {
    return "pump-1/monday.wav or pump-1/normal/monday.wav";
  }

  @Override
  public @Nullable ClipLabel label(Path path) {
    String stem = DatasetLayout.stem(path);
    if (DcaseIdLayout.isName(stem) || DcaseSectionLayout.isName(stem)) {
      return null;
    }
    List<String> folders = new ArrayList<>();
    for (Path folder : path) {
      folders.add(folder.toString());
    }
    folders.remove(folders.size() - 1);
    Condition condition = Condition.NORMAL;
    if (!folders.isEmpty()) {
      Condition said = Condition.ofFolder(folders.get(folders.size() - 1));
      if (said != null) {
        condition = said;
        folders.remove(folders.size() - 1);
      }
    }
    if (folders.isEmpty() || !folders.stream().allMatch(MachineFolderLayout::mayNameAMachine)) {
      return null;
    }
    return new ClipLabel(
        String.join("/", folders), MachineType.of(folders), stem, condition, Part.UNSPECIFIED);
  }

  private static boolean mayNameAMachine(String folder) {
    return Condition.ofFolder(folder) == null && !DcaseFolders.isPart(folder);
  }
}
