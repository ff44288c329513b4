/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The layout of the MIMII dataset: {@code <type>/<id>/{normal,abnormal}/*.wav}.
 *
 * @see <a href="https://zenodo.org/records/3384388">MIMII</a>
 */
final class MimiiLayout implements DatasetLayout {

  @Override
  public String name() {
    return "MIMII";
  }

  @Override
  public String example() {
    return "fan/id_00/normal/00000000.wav";
  }

  @Override
  public @Nullable ClipLabel label(Path path) {
    if (path.getNameCount() != 4) {
      return null;
    }
    Condition condition = Condition.ofFolder(path.getName(2).toString());
    if (condition == null) {
      return null;
    }
    String type = path.getName(0).toString();
    String machineId = type + "/" + path.getName(1);
    return new ClipLabel(machineId, type, DatasetLayout.stem(path), condition, Part.UNSPECIFIED);
  }
}
