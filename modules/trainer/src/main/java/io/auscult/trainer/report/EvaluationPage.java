/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import io.auscult.trainer.Condition;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.EvaluationReport;
import io.auscult.trainer.EvaluationReport.Machine;
import io.auscult.trainer.EvaluationResult;
import io.auscult.trainer.Recipe;
import io.auscult.trainer.ScoredClip;
import io.auscult.trainer.TrainingClip;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An evaluation as a page of HTML that needs nothing else: no scripts, fonts or images. */
public final class EvaluationPage {

  private static final int MOST_MISJUDGED = 6;

  // What is quieter than all but this share, or louder, does not move the colours.
  private static final double DARKEST = 0.02;
  private static final double BRIGHTEST = 0.998;

  private final Findings findings;
  private final EvaluationReport report;
  private final Dataset dataset;
  private final StringBuilder html = new StringBuilder();

  private EvaluationPage(Findings findings, Dataset dataset) {
    this.findings = findings;
    this.report = findings.result().report();
    this.dataset = dataset;
  }

  /**
   * Writes the page.
   *
   * @param recipe that was evaluated
   * @param dataset the clips; those that were misjudged most are read again
   * @throws IOException if a clip cannot be read
   */
  public static String of(Findings findings, Recipe recipe, Dataset dataset, Provenance provenance)
      throws IOException {
    EvaluationPage page = new EvaluationPage(findings, dataset);
    page.writeHead(provenance);
    page.writeTable();
    page.writeRocs();
    page.writeHistograms();
    page.writeMisjudged();
    page.writeProvenance(recipe, provenance);
    return page.html.append("</body>\n</html>\n").toString();
  }

  private void writeHead(Provenance provenance) {
    String title = "How well recipe " + report.recipe() + " hears";
    write(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title>
        <style>
        %2$s</style>
        </head>
        <body>
        <h1>%1$s</h1>
        <p class="soft">%3$s</p>
        """,
        Html.escape(title),
        css(),
        Html.escape(
            Html.format(
                "Evaluated on %s: %d machines, %d clips, %s. Each model learned from normal clips"
                    + " alone, and was tested on clips it had not heard.",
                provenance
                    .finished()
                    .format(DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm z", Locale.ENGLISH)),
                report.machines().size(),
                dataset.clips().size(),
                models())));
    html.append("<dl class='tiles'>");
    writeTile(
        "mean AUC",
        Html.format("%.3f", report.meanAuc()),
        report.meanAucDeviation() == null
            ? "over " + count(report.machines().size(), "machine")
            : Html.format(
                "deviates by %.3f over %d seeds",
                report.meanAucDeviation(), report.seeds().size()));
    writeTile("harmonic mean AUC", Html.format("%.3f", report.harmonicMeanAuc()), "");
    writeTile("mean pAUC", Html.format("%.3f", report.meanPauc()), "false positives up to 10 %");
    Machine worst =
        report.machines().stream().min(Comparator.comparingDouble(Machine::auc)).orElseThrow();
    writeTile("worst machine", Html.format("%.3f", worst.auc()), worst.machine());
    for (EvaluationResult comparison : findings.comparisons()) {
      EvaluationReport other = comparison.report();
      writeTile(
          "against " + other.recipe(),
          Html.format("%+.3f", report.meanAuc() - other.meanAuc()),
          Html.format("whose mean AUC is %.3f", other.meanAuc()));
    }
    if (report.meanSoftmaxAuc() != null) {
      writeTile(
          "mean AUC by softmax",
          Html.format("%.3f", report.meanSoftmaxAuc()),
          "the same models, scored by their classifier");
    }
    writeTile("training", Html.format("%.0f s", report.trainSeconds()), "a fold");
    html.append("</dl>\n");
  }

  private String models() {
    return count(report.folds().size(), "fold") + ", " + count(report.seeds().size(), "seed");
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private void writeTile(String title, String value, String note) {
    write(
        "<div><dt>%s</dt><dd>%s<small>%s</small></dd></div>\n",
        Html.escape(title), Html.escape(value), Html.escape(note));
  }

  private void writeTable() {
    write(
        """
        <h2>Machines</h2>
        <p>AUC is the probability that an abnormal clip scores above a normal one: 0.5 is chance, 1 perfect. pAUC is
        the same for false positive rates up to 0.1, scaled alike. Both are means over the %s. &Delta; is by how much
        the AUC of %s is higher.</p>
        """,
        Html.escape(report.seeds().size() > 1 ? "folds and seeds" : "folds"),
        Html.escape(report.recipe()));
    writeLegend();
    html.append("<figure class='wide'>").append(AucChart.of(findings)).append("</figure>\n");
    html.append(MachineTable.of(findings)).append('\n');
    if (report.meanSoftmaxAuc() != null) {
      write(
          "<p class='soft'>Softmax AUC: the same models, but the score is the negative"
              + " log-probability that their classifier gives the machine's own class.</p>\n");
    }
    if (findings.alone() != null) {
      write(
          "<p class='soft'>Trained alone: a model of its own for each of these machines, which"
              + " heard no other machine. Their means are over these machines only, and so are"
              + " the differences.</p>\n");
    }
  }

  private void writeLegend() {
    html.append("<div class='legend'>");
    List<EvaluationResult> contenders = findings.contenders();
    for (int i = 0; i < contenders.size(); i++) {
      write(
          "<span><i class='key s%d'></i>%s</span>",
          i, Html.escape(contenders.get(i).report().recipe()));
    }
    html.append("</div>\n");
  }

  private void writeRocs() {
    write(
        """
        <h2>ROC curves</h2>
        <p>The mean true positive rate of %s (%s) at every false positive rate; the area under it is the AUC
        in the table. A test holds few normal clips, so the steps are wide.</p>
        """,
        count(report.folds().size() * report.seeds().size(), "model"), Html.escape(models()));
    writeLegend();
    writeSmallMultiples(
        machine -> RocChart.of(machine.machine(), findings.contenders()),
        machine -> Html.format("AUC %.3f", machine.auc()));
  }

  private void writeHistograms() {
    Map<String, List<ScoredClip>> clips =
        findings.result().clips().stream().collect(Collectors.groupingBy(ScoredClip::machine));
    write(
        """
        <h2>Scores</h2>
        <p>The scores that recipe %s gives, %s together (those of different models are not on one scale): each
        scores every abnormal clip and the normal ones of its fold. Bars are shares of the clips of their kind.</p>
        <div class="legend"><span><i class="key normal"></i>normal, upwards</span>
        <span><i class="key abnormal"></i>abnormal, downwards</span></div>
        """,
        Html.escape(report.recipe()),
        count(report.folds().size() * report.seeds().size(), "model"));
    writeSmallMultiples(
        machine ->
            ScoreHistogram.of(machine.machine(), clips.getOrDefault(machine.machine(), List.of())),
        machine -> Html.format("pooled AUC %.3f", machine.pooledAuc()));
  }

  private void writeSmallMultiples(
      Function<Machine, String> chart, Function<Machine, String> note) {
    html.append("<div class='small'>\n");
    for (Machine machine : report.machines()) {
      write(
          "<figure>%s<figcaption><b>%s</b> %s</figcaption></figure>\n",
          chart.apply(machine), Html.escape(machine.machine()), Html.escape(note.apply(machine)));
    }
    html.append("</div>\n");
  }

  private void writeMisjudged() throws IOException {
    write(
        """
        <h2>Worst misses</h2>
        <p>The abnormal clips that score lowest against the normal ones of their machine. Beside each stands a normal
        clip of the machine, the one with the median score, in the same colours.</p>
        """);
    writeMisjudged(Condition.ABNORMAL, "No abnormal clip scores below or level with a normal one.");
    write(
        """
        <h2>Worst false alarms</h2>
        <p>The normal clips that score highest against the abnormal ones of their machine, beside the normal clip with
        the median score.</p>
        """);
    writeMisjudged(Condition.NORMAL, "No normal clip scores above or level with an abnormal one.");
  }

  private void writeMisjudged(Condition condition, String none) throws IOException {
    List<Misjudged> worst = Misjudged.worst(findings.result().clips(), condition, MOST_MISJUDGED);
    if (worst.isEmpty()) {
      write("<p>%s</p>\n", none);
      return;
    }
    html.append("<div class='pairs'>\n");
    for (int i = 0; i < worst.size(); i++) {
      writeMisjudged(i + 1, worst.get(i));
    }
    html.append("</div>\n");
  }

  private void writeMisjudged(int number, Misjudged clip) throws IOException {
    Spectrogram own = Spectrogram.read(find(clip.machine(), clip.condition(), clip.clip()));
    Optional<ScoredClip> usual = usual(clip);
    Optional<Spectrogram> beside = Optional.empty();
    if (usual.isPresent()) {
      beside =
          Optional.of(Spectrogram.read(find(clip.machine(), Condition.NORMAL, usual.get().clip())));
    }
    double low = Math.min(own.level(DARKEST), beside.map(b -> b.level(DARKEST)).orElse(1e9));
    double high = Math.max(own.level(BRIGHTEST), beside.map(b -> b.level(BRIGHTEST)).orElse(-1e9));
    boolean miss = clip.condition() == Condition.ABNORMAL;
    write(
        "<div class='pair'><p>%d. <b>%s</b> <span class='soft'>%s, %s; mean rank %.1f of %d;"
            + " colours from %.0f to %.0f dB</span></p>\n",
        number,
        Html.escape(clip.machine() + " " + clip.clip()),
        Html.escape(Html.format("score %.4g", clip.score())),
        Html.escape(
            Html.format(
                miss
                    ? "not above normal clips in %d of %d comparisons"
                    : "not below abnormal clips in %d of %d comparisons",
                clip.wrong(),
                clip.compared())),
        clip.rank(),
        clip.ranked(),
        low,
        high);
    write(
        "<figure>%s<figcaption>%s %s</figcaption></figure>\n",
        own.svg(low, high), miss ? "abnormal" : "normal", Html.escape(clip.clip()));
    if (usual.isPresent() && beside.isPresent()) {
      write(
          "<figure>%s<figcaption>normal %s, %s</figcaption></figure>\n",
          beside.get().svg(low, high),
          Html.escape(usual.get().clip()),
          Html.escape(Html.format("score %.4g", usual.get().score())));
    }
    html.append("</div>\n");
  }

  /**
   * The normal clip of the machine with the median score, of those that are not the clip itself.
   */
  private Optional<ScoredClip> usual(Misjudged clip) {
    List<ScoredClip> normals =
        findings.result().clips().stream()
            .filter(c -> c.machine().equals(clip.machine()))
            .filter(c -> c.condition() == Condition.NORMAL && !c.clip().equals(clip.clip()))
            .sorted(Comparator.comparingDouble(ScoredClip::score))
            .toList();
    return normals.isEmpty()
        ? Optional.empty()
        : Optional.of(normals.get((normals.size() - 1) / 2));
  }

  private TrainingClip find(String machine, Condition condition, String name) {
    return dataset.clips().stream()
        .filter(clip -> clip.machineId().equals(machine))
        .filter(clip -> clip.condition() == condition && clip.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(machine + " " + name + " is not in the dataset"));
  }

  private void writeProvenance(Recipe recipe, Provenance provenance) {
    write(
        """
        <h2>How it was measured</h2>
        <p>Protocol kfold: fold f of 5 holds out the normal clips with (number / 2) mod 5 = f of every machine; the model
        learns from the other normal clips, and is tested on those held out and on all abnormal ones. A clip counts once:
        its score is the mean over its windows and channels. The AUC of a machine is the mean of its folds'.</p>
        <h3>To get the same figures</h3>
        <pre>%s</pre>
        """,
        Html.escape(provenance.command()));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("folds", list(report.folds()));
    facts.put("seeds", list(report.seeds()));
    facts.put("data", "SHA-256 over names and sound: " + report.dataFingerprint());
    facts.put("clips", clips());
    for (EvaluationResult contender : findings.contenders()) {
      EvaluationReport other = contender.report();
      facts.put(
          "training of " + other.recipe(), Html.format("%.1f s a fold", other.trainSeconds()));
    }
    facts.putAll(provenance.versions());
    writeFacts(facts);
    write("<h3>Recipe %s</h3>\n", Html.escape(recipe.name()));
    writeFacts(fields(recipe));
  }

  private static String list(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private String clips() {
    Map<Condition, Long> counts =
        dataset.clips().stream()
            .collect(
                Collectors.groupingBy(
                    TrainingClip::condition, TreeMap::new, Collectors.counting()));
    return counts.getOrDefault(Condition.NORMAL, 0L)
        + " normal, "
        + counts.getOrDefault(Condition.ABNORMAL, 0L)
        + " abnormal";
  }

  private void writeFacts(Map<String, String> facts) {
    html.append("<table class='facts'>");
    facts.forEach(
        (name, value) ->
            write(
                "<tr><th scope='row'>%s</th><td>%s</td></tr>\n",
                Html.escape(name), Html.escape(value)));
    html.append("</table>\n");
  }

  /** Every field of the recipe, whatever there is; a field of a part by the part's name too. */
  private static Map<String, String> fields(Recipe recipe) {
    Map<String, String> fields = new LinkedHashMap<>();
    addFields("", recipe, fields);
    return fields;
  }

  private static void addFields(String prefix, Record part, Map<String, String> fields) {
    for (RecordComponent field : part.getClass().getRecordComponents()) {
      String name = prefix + field.getName();
      try {
        Object value = field.getAccessor().invoke(part);
        if (value instanceof Record inner) {
          addFields(name + ".", inner, fields);
        } else {
          fields.put(name, value == null ? "none" : value.toString());
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a record's accessors are public", e);
      }
    }
  }

  private static String css() {
    try (InputStream in = EvaluationPage.class.getResourceAsStream("evaluation.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the page's style is missing from the jar", e);
    }
  }

  private void write(String pattern, Object... values) {
    html.append(values.length == 0 ? pattern : Html.format(pattern, values));
  }
}
