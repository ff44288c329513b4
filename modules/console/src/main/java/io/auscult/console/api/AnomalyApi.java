/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.auscult.console.security.AuditLog;
import io.auscult.console.sound.NormalSound;
import io.auscult.console.sound.Sound;
import io.auscult.console.sound.SoundArchive;
import io.auscult.console.sound.SoundException;
import io.auscult.console.sound.Spectrogram;
import io.auscult.console.state.Fleet;
import io.auscult.console.state.Machine;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.FrequencyBand;
import io.auscult.contracts.Label;
import io.auscult.contracts.LabelBook;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.Verdict;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What sounded wrong, and what people say about it. */
final class AnomalyApi {

  /** Around the peak's window, to hear it come and go. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final int MOST = 500;

  /** A range of frequencies; db positive: louder than normal. */
  record BandJson(double fromHz, double toHz, double db) {
    static BandJson of(FrequencyBand band) {
      return new BandJson(band.getFromHz(), band.getToHz(), band.getDeviationDb());
    }
  }

  /** What a person judged: real, false_alarm or normal. */
  record LabelJson(String verdict, String by, Instant at, String note) {
    static LabelJson of(Label label) {
      return new LabelJson(
          label.getVerdict().name().toLowerCase(Locale.ROOT),
          label.getLabelledBy(),
          label.getLabelledAt(),
          label.getNote());
    }
  }

  /**
   * An anomaly.
   *
   * @param state opened, updated or closed
   * @param over peak in units of the threshold
   * @param bands that stand out at the peak, the strongest first
   * @param label null: nobody has judged it
   * @param listenBack whether it may be heard
   */
  record AnomalyJson(
      String anomaly,
      String machine,
      String sensor,
      @Nullable String site,
      @Nullable String line,
      String state,
      @Nullable String closeReason,
      Instant openedAt,
      Instant lastAt,
      @Nullable Instant closedAt,
      double peakScore,
      double threshold,
      double over,
      String modelVersion,
      List<BandJson> bands,
      boolean acknowledged,
      @Nullable LabelJson label,
      boolean listenBack) {

    static AnomalyJson of(AnomalyEvent event, Fleet fleet) {
      MachineSettings set = fleet.find(event.getMachineId()).map(Machine::settings).orElse(null);
      return new AnomalyJson(
          event.getAnomalyId(),
          event.getMachineId(),
          event.getSensorId(),
          set == null ? null : set.getSite(),
          set == null ? null : set.getLine(),
          event.getState().name().toLowerCase(Locale.ROOT),
          event.getCloseReason() == null
              ? null
              : event.getCloseReason().name().toLowerCase(Locale.ROOT),
          event.getOpenedAt(),
          event.getLastAt(),
          event.getClosedAt(),
          event.getPeakScore(),
          event.getThreshold(),
          event.getPeakScore() / event.getThreshold(),
          event.getModelVersion(),
          event.getBands().stream().map(BandJson::of).toList(),
          set != null && event.getAnomalyId().equals(set.getAcknowledgedAnomaly()),
          fleet.anomalies().labelOf(event.getAnomalyId()).map(LabelJson::of).orElse(null),
          set == null || set.getListenBack());
    }
  }

  /** Anomalies, the latest first. */
  record AnomaliesJson(List<AnomalyJson> anomalies) {}

  /** A judgement: real, false_alarm or normal. */
  record VerdictJson(@Nullable String verdict, @Nullable String note) {}

  /** Nothing more to say. */
  record NothingJson() {}

  private final Fleet fleet;
  private final SoundArchive archive;
  private final MachineApi machines;
  private final LabelBook labels;
  private final AuditLog audit;

  AnomalyApi(
      Fleet fleet, SoundArchive archive, MachineApi machines, LabelBook labels, AuditLog audit) {
    this.fleet = fleet;
    this.archive = archive;
    this.machines = machines;
    this.labels = labels;
    this.audit = audit;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/anomalies",
            "Anomalies of the last 30 days, the latest first.",
            List.of("machine", "limit"),
            AnomaliesJson.class,
            this::list),
        Operation.get("/anomalies/{id}", "One anomaly.", List.of(), AnomalyJson.class, this::show),
        Operation.bytes(
            "/anomalies/{id}/spectrogram",
            "The log-mel spectrogram of the peak and 5 s around it.",
            List.of(),
            Spectra.TYPE,
            this::spectrogram),
        Operation.bytes(
            "/anomalies/{id}/normal",
            "A log-mel spectrogram of the machine's normal sound.",
            List.of(),
            Spectra.TYPE,
            this::normal),
        Operation.bytes(
            "/anomalies/{id}/audio.wav",
            "The sound of the peak and 5 s around it; later than 24 h the clip that was kept.",
            List.of(),
            Spectra.WAV,
            this::audio),
        Operation.bytes(
            "/anomalies/{id}/normal.wav",
            "The machine's normal sound, to compare.",
            List.of(),
            Spectra.WAV,
            this::normalAudio),
        Operation.post(
            "/anomalies/{id}/acknowledge",
            "Somebody has seen it: it raises no more updates.",
            NothingJson.class,
            MachineApi.SettingsJson.class,
            this::acknowledge),
        Operation.post(
            "/anomalies/{id}/label",
            "What it really was.",
            VerdictJson.class,
            LabelJson.class,
            this::label));
  }

  private void list(Context http) {
    int limit = MOST;
    String given = http.queryParam("limit");
    if (given != null) {
      try {
        limit = Math.max(1, Math.min(MOST, Integer.parseInt(given)));
      } catch (NumberFormatException e) {
        throw ApiException.badRequest("limit is no number: " + given);
      }
    }
    http.json(
        new AnomaliesJson(
            fleet.anomalies().latest(http.queryParam("machine"), limit).stream()
                .map(event -> AnomalyJson.of(event, fleet))
                .toList()));
  }

  private AnomalyEvent anomaly(Context http) {
    String id = http.pathParam("id");
    return fleet
        .anomalies()
        .find(id)
        .orElseThrow(
            () ->
                ApiException.notFound("there is no anomaly %s in the last 30 days".formatted(id)));
  }

  private void show(Context http) {
    http.json(AnomalyJson.of(anomaly(http), fleet));
  }

  /** From Kafka while it is there, later from the clip that was kept. */
  private Sound sound(AnomalyEvent anomaly) throws SoundException {
    try {
      return archive.ofEvidence(anomaly, MARGIN);
    } catch (SoundException e) {
      if (e.reason() != SoundException.Reason.GONE) {
        throw e;
      }
      Optional<Sound> clip = archive.clipOf(anomaly);
      return clip.orElseThrow(
          () ->
              ApiException.notFound(
                  "the sound of this anomaly is no longer there, and no clip of it was kept"));
    }
  }

  private void spectrogram(Context http) throws SoundException {
    Sound sound = sound(anomaly(http));
    Spectra.send(http, drawn(sound));
  }

  private static Spectrogram drawn(Sound sound) {
    Duration length = Duration.between(sound.start(), sound.end());
    Duration most = MachineApi.LONGEST_SPECTROGRAM;
    return Spectrogram.of(sound, sound.start(), length.compareTo(most) > 0 ? most : length);
  }

  private Sound normalSound(Context http) throws SoundException {
    NormalSound normal =
        machines
            .normalOf(anomaly(http))
            .orElseThrow(
                () ->
                    ApiException.notFound(
                        "no normal sound of this microphone is known from before the anomaly"));
    return new Sound(List.of(normal.examples().get(normal.examples().size() - 1)));
  }

  private void normal(Context http) throws SoundException {
    Spectra.send(http, drawn(normalSound(http)));
  }

  private void audio(Context http) throws SoundException {
    AnomalyEvent anomaly = anomaly(http);
    requireMayBeHeard(anomaly);
    Spectra.sendWav(http, sound(anomaly), anomaly.getMachineId());
  }

  private void normalAudio(Context http) throws SoundException {
    AnomalyEvent anomaly = anomaly(http);
    requireMayBeHeard(anomaly);
    Spectra.sendWav(http, normalSound(http), anomaly.getMachineId() + "-normal");
  }

  private void requireMayBeHeard(AnomalyEvent anomaly) {
    boolean mayBeHeard = fleet.find(anomaly.getMachineId()).map(Machine::mayBeHeard).orElse(true);
    Spectra.requireMayBeHeard(mayBeHeard, anomaly.getMachineId());
  }

  private void acknowledge(Context http) throws BrokerUnavailableException, InterruptedException {
    AnomalyEvent anomaly = anomaly(http);
    machines.change(
        http,
        anomaly.getMachineId(),
        "acknowledge",
        anomaly.getAnomalyId(),
        settings -> settings.setAcknowledgedAnomaly(anomaly.getAnomalyId()));
  }

  private void label(Context http) throws BrokerUnavailableException, InterruptedException {
    AnomalyEvent anomaly = anomaly(http);
    VerdictJson sent = Bodies.read(http, VerdictJson.class);
    Label label =
        Label.newBuilder()
            .setLabelId(anomaly.getAnomalyId())
            .setAnomalyId(anomaly.getAnomalyId())
            .setMachineId(anomaly.getMachineId())
            .setVerdict(verdict(Bodies.required(sent.verdict(), "verdict")))
            .setLabelledBy(Guard.who(http).name())
            .setLabelledAt(fleet.now().truncatedTo(ChronoUnit.MICROS))
            .setNote(sent.note() == null ? "" : sent.note())
            .build();
    labels.put(label);
    audit.done(
        Guard.who(http),
        http.ip(),
        "label",
        anomaly.getAnomalyId(),
        label.getVerdict().name().toLowerCase(Locale.ROOT));
    http.json(LabelJson.of(label));
  }

  private static Verdict verdict(String word) {
    for (Verdict verdict : List.of(Verdict.REAL, Verdict.FALSE_ALARM, Verdict.NORMAL)) {
      if (verdict.name().equalsIgnoreCase(word.replace('-', '_'))) {
        return verdict;
      }
    }
    throw ApiException.badRequest(
        "verdict '%s' is none of real, false_alarm, normal".formatted(word));
  }
}
