/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a labelled clip of DCASE Task 2 since 2021: {@code
 * section_NN_{source,target}_{train,test}_{normal,anomaly}_NNNN[_attributes]}.
 *
 * @param section two digits, such as {@code 00}
 * @param domain {@code source} or {@code target}
 * @param part train or test
 * @param condition whether the machine is healthy
 * @param number the clip's number, such as {@code 0025}
 * @param attributes how the machine ran, such as {@code vel_4_loc_A}; may be empty
 */
record DcaseSectionName(
    String section,
    String domain,
    Part part,
    Condition condition,
    String number,
    String attributes) {

  private static final Pattern PATTERN =
      Pattern.compile(
          "section_(\\d{2})_(source|target)_(train|test)_(normal|anomaly)_(\\d+)(?:_(.*))?");

  /** Reads a file name without its extension; empty if it has no label or is another kind. */
  static Optional<DcaseSectionName> parse(String stem) {
    Matcher name = PATTERN.matcher(stem);
    if (!name.matches()) {
      return Optional.empty();
    }
    String attributes = name.group(6);
    return Optional.of(
        new DcaseSectionName(
            name.group(1),
            name.group(2),
            name.group(3).equals("train") ? Part.TRAIN : Part.TEST,
            name.group(4).equals("normal") ? Condition.NORMAL : Condition.ABNORMAL,
            name.group(5),
            attributes == null ? "" : attributes));
  }

  /**
   * What tells the clip from its machine's others. It ends with the number, so that no attribute is
   * taken for it.
   */
  String clipName() {
    return domain + (part == Part.TRAIN ? "_train_" : "_test_") + number;
  }
}
