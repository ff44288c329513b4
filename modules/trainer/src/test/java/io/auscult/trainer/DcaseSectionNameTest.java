/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DcaseSectionNameTest {

  /** Names as the datasets of 2021 to 2025 have them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "section_00_source_train_normal_0000_strength_1_ambient|00|source|TRAIN|NORMAL|0000|strength_1_ambient",
        "section_00_source_train_normal_0000_0_g_25_mm_2000_mV_none|00|source|TRAIN|NORMAL|0000|0_g_25_mm_2000_mV_none",
        "section_00_source_train_normal_0025_A1Spd28VMic1|00|source|TRAIN|NORMAL|0025|A1Spd28VMic1",
        "section_01_target_test_anomaly_0005_vel_12_loc_G|01|target|TEST|ABNORMAL|0005|vel_12_loc_G",
        "section_02_target_train_normal_0990_m-n_W|02|target|TRAIN|NORMAL|0990|m-n_W",
        "section_00_source_test_normal_0001_noAttribute|00|source|TEST|NORMAL|0001|noAttribute",
        "section_05_target_test_anomaly_0099|05|target|TEST|ABNORMAL|0099|''",
      })
  void shouldReadWhatANameSays(
      String stem,
      String section,
      String domain,
      Part part,
      Condition condition,
      String number,
      String attributes) {
    assertThat(DcaseSectionName.parse(stem))
        .contains(new DcaseSectionName(section, domain, part, condition, number, attributes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "section_00_0000",
        "section_03_source_test_0000",
        "section_00_machine_source_0000_noAttribute",
        "section_0_source_train_normal_0000",
        "section_00_source_train_normal_vel_4",
        "section_00_source_train_normal_0000x",
        "normal_id_00_00000000",
        "a_section_00_source_train_normal_0000"
      })
  void shouldReadNothingFromANameWithoutLabelOrOfAnotherKind(String stem) {
    assertThat(DcaseSectionName.parse(stem)).isEmpty();
  }

  @Test
  void shouldTellClipsOfDomainsAndPartsApart() {
    assertThat(
            DcaseSectionName.parse("section_00_source_train_normal_0003_vel_4")
                .orElseThrow()
                .clipName())
        .isEqualTo("source_train_0003");
    assertThat(
            DcaseSectionName.parse("section_00_target_test_normal_0003").orElseThrow().clipName())
        .isEqualTo("target_test_0003");
  }
}
