/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.trainer.Condition;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.Evaluation;
import io.auscult.trainer.EvaluationResult;
import io.auscult.trainer.KFold;
import io.auscult.trainer.Recipe;
import io.auscult.trainer.TrainingClip;
import io.auscult.trainer.TrainingListener;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EvaluationPageTest {

  private static final String EVIL = "<script>alert('x')</script>&\"" + "%s";
  private static final List<String> MACHINES = List.of("fan/" + EVIL, "fan/b", "pump/c");
  private static final Pattern IMAGE = Pattern.compile("data:image/png;base64,([A-Za-z0-9+/=]+)");

  private static String page = "";

  @BeforeAll
  static void evaluate() throws Exception {
    Dataset dataset = noise();
    EvaluationResult result =
        new Evaluation(1).runGaussian(dataset, new KFold(List.of(0, 1)), TrainingListener.none());
    page =
        EvaluationPage.of(
            new Findings(result, List.of(result), result),
            Recipe.named("default"),
            dataset,
            new Provenance(
                "auscult evaluate --data 'a & b'",
                Map.of("Java", "17 <beta>"),
                ZonedDateTime.of(2026, 1, 2, 3, 4, 0, 0, ZoneOffset.UTC)));
  }

  /** Normal and abnormal sound that nothing can tell apart, so that there are misses. */
  private static Dataset noise() {
    List<TrainingClip> clips = new ArrayList<>();
    for (String machine : MACHINES) {
      for (Condition condition : Condition.values()) {
        for (int number = 0; number < 4; number++) {
          long seed = clips.size();
          String type = machine.substring(0, machine.indexOf('/'));
          clips.add(
              new TrainingClip(
                  machine, type, EVIL + number, condition, () -> new float[][] {noise(seed)}));
        }
      }
    }
    return new Dataset(clips);
  }

  private static float[] noise(long seed) {
    Random random = new Random(seed);
    float[] samples = new float[3 * 16000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 0.1f * (float) random.nextGaussian();
    }
    return samples;
  }

  @Test
  void shouldLoadNothingFromElsewhere() {
    assertThat(page.replaceAll("data:image/png;base64,", ""))
        .doesNotContainPattern("(?i)(https?:|src=|url\\(|@import|<link|<script|<iframe|//cdn)");
    assertThat(Pattern.compile("href='(?!data:)").matcher(page).find()).isFalse();
  }

  @Test
  void shouldEscapeWhatNamesHold() {
    assertThat(page)
        .doesNotContain(EVIL)
        .doesNotContain("alert('x')")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;%s")
        .contains("auscult evaluate --data &#39;a &amp; b&#39;")
        .contains("17 &lt;beta&gt;");
  }

  @Test
  void shouldShowEveryMachineInTableAndCharts() {
    for (String machine : MACHINES) {
      String name = Html.escape(machine);
      assertThat(page)
          .contains("<th scope='row'>" + name + "</th>")
          .contains("aria-label='ROC of " + name + "'")
          .contains("aria-label='scores of " + name + "'");
    }
    assertThat(page)
        .contains("fan, mean")
        .contains("pump, harmonic")
        .contains("all, arithmetic mean")
        .contains("all, harmonic mean");
  }

  @Test
  void shouldBeWellFormed() {
    // Given: elements that hold others and are all closed in HTML too
    for (String element :
        List.of("div", "table", "tr", "td", "th", "figure", "svg", "p", "dl", "text", "i")) {
      assertThat(count("<" + element + "[\\s>]"))
          .as(element)
          .isEqualTo(count("</" + element + ">"));
    }
    assertThat(IMAGE.matcher(page).replaceAll(""))
        .startsWith("<!DOCTYPE html>")
        .doesNotContain("NaN")
        .doesNotContain("null");
  }

  private static long count(String pattern) {
    return Pattern.compile(pattern).matcher(page).results().count();
  }

  @Test
  void shouldPaintSpectrogramsOfMissesAndFalseAlarms() throws Exception {
    // When
    List<BufferedImage> images = new ArrayList<>();
    Matcher matcher = IMAGE.matcher(page);
    while (matcher.find()) {
      byte[] png = Base64.getDecoder().decode(matcher.group(1));
      images.add(ImageIO.read(new ByteArrayInputStream(png)));
    }

    // Then: each beside a usual clip
    assertThat(images).hasSizeGreaterThan(4).hasSizeLessThanOrEqualTo(24);
    assertThat(images.size() % 2).isZero();
    assertThat(images)
        .allSatisfy(
            image -> {
              assertThat(image.getHeight()).isEqualTo(128);
              assertThat(image.getWidth()).isEqualTo(94);
            });
  }

  @Test
  void shouldSayHowToGetTheSameFigures() {
    assertThat(page)
        .contains("2 January 2026, 03:04")
        .contains("<th scope='row'>folds</th><td>0, 1</td>")
        .contains("SHA-256 over names and sound: ")
        .contains("<th scope='row'>optimization.batchSize</th><td>64</td>");
  }
}
