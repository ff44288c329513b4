/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.auscult.console.api.AnomalyApi.AnomalyJson;
import io.auscult.console.api.FleetApi.TileJson;
import io.auscult.console.security.AuditLog;
import io.auscult.console.sound.LiveSound;
import io.auscult.console.sound.NormalSound;
import io.auscult.console.sound.NormalSound.Deviation;
import io.auscult.console.sound.NormalSounds;
import io.auscult.console.sound.Sound;
import io.auscult.console.sound.SoundArchive;
import io.auscult.console.sound.SoundException;
import io.auscult.console.sound.Spectrogram;
import io.auscult.console.state.Fleet;
import io.auscult.console.state.Machine;
import io.auscult.console.state.Machine.Spell;
import io.auscult.console.state.Series;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.WindowScore;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One machine. Its id stands in the query, because it may hold slashes. */
final class MachineApi {

  static final Duration LONGEST_SPECTROGRAM = Duration.ofSeconds(60);
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration PRESENT = Duration.ofSeconds(10);
  private static final int MOST_ANOMALIES = 50;

  /** One machine in full. */
  record MachineJson(
      TileJson tile,
      List<SensorJson> sensors,
      SettingsJson settings,
      List<SpellJson> spells,
      List<AnomalyJson> anomalies) {}

  /** The newest window of a microphone. */
  record SensorJson(
      String sensor,
      Instant windowEnd,
      double score,
      double smoothed,
      double threshold,
      double tailProbability,
      double levelDbfs,
      String modelVersion) {

    static SensorJson of(WindowScore window) {
      return new SensorJson(
          window.getSensorId(),
          window.getWindowEnd(),
          window.getScore(),
          window.getSmoothedScore(),
          window.getThreshold(),
          window.getTailProbability(),
          window.getLevelDbfs(),
          window.getModelVersion());
    }
  }

  /** What people decided. */
  record SettingsJson(
      @Nullable Instant mutedFrom,
      @Nullable Instant mutedUntil,
      boolean maintenance,
      boolean retired,
      boolean listenBack,
      @Nullable String modelClass,
      @Nullable Double openThreshold,
      @Nullable Double closeThreshold,
      @Nullable String acknowledgedAnomaly) {

    static SettingsJson of(@Nullable MachineSettings set) {
      return set == null
          ? new SettingsJson(null, null, false, false, true, null, null, null, null)
          : new SettingsJson(
              set.getMutedFrom(),
              set.getMutedUntil(),
              set.getMaintenance(),
              set.getRetired(),
              set.getListenBack(),
              set.getModelClass(),
              set.getOpenThreshold(),
              set.getCloseThreshold(),
              set.getAcknowledgedAnomaly());
    }
  }

  /** A time in which something was wrong with a microphone; until null: it still is. */
  record SpellJson(
      String subject, String kind, Instant since, @Nullable Instant until, String detail) {

    static SpellJson of(Spell spell) {
      return new SpellJson(
          spell.subject(),
          spell.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
          spell.since(),
          spell.until(),
          spell.detail());
    }
  }

  /**
   * The past of a microphone.
   *
   * @param historyFrom older scores are not read yet
   */
  record HistoryJson(String sensor, @Nullable Instant historyFrom, Series series) {}

  /**
   * What is normal and what is now, a value a mel band.
   *
   * @param origin of the normal: kept clips, or recent sound; null: there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record SpectrumJson(
      String sensor,
      double[] hz,
      @Nullable String origin,
      float @Nullable [] normalDb,
      float @Nullable [] spreadDb,
      float @Nullable [] presentDb,
      List<Deviation> standsOut) {}

  /**
   * A mute. With neither: until further notice.
   *
   * @param forSeconds so long from now on
   * @param until until then
   */
  record MuteJson(@Nullable String machine, @Nullable Long forSeconds, @Nullable String until) {}

  /** A machine by its id. */
  record NamedJson(@Nullable String machine) {}

  /** Begin or end a maintenance. */
  record MaintenanceJson(@Nullable String machine, boolean on) {}

  private final Fleet fleet;
  private final SoundArchive archive;
  private final LiveSound live;
  private final NormalSounds normals;
  private final MachineRegistry registry;
  private final AuditLog audit;

  MachineApi(
      Fleet fleet,
      SoundArchive archive,
      LiveSound live,
      NormalSounds normals,
      MachineRegistry registry,
      AuditLog audit) {
    this.fleet = fleet;
    this.archive = archive;
    this.live = live;
    this.normals = normals;
    this.registry = registry;
    this.audit = audit;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/machine", "One machine in full.", List.of("machine*"), MachineJson.class, this::show),
        Operation.get(
            "/machine/history",
            "Score and level of a microphone: each window of the last ten minutes, pieces of ten seconds over 24 hours.",
            List.of("machine*", "sensor", "from", "until"),
            HistoryJson.class,
            this::history),
        Operation.bytes(
            "/machine/spectrogram",
            "The log-mel spectrogram of up to 60 s that are still on auscult.audio.",
            List.of("machine*", "sensor", "from*", "until*"),
            Spectra.TYPE,
            this::spectrogram),
        Operation.bytes(
            "/machine/live",
            "The columns of the live spectrogram after a time, at most the last 60 s.",
            List.of("machine*", "sensor", "after"),
            Spectra.TYPE,
            this::live),
        Operation.get(
            "/machine/spectrum",
            "The machine's normal spectrum, the present one, and what stands out.",
            List.of("machine*", "sensor"),
            SpectrumJson.class,
            this::spectrum),
        Operation.bytes(
            "/machine/audio.wav",
            "Up to 60 s of sound that are still on auscult.audio.",
            List.of("machine*", "sensor", "from*", "until*"),
            Spectra.WAV,
            this::audio),
        Operation.post(
            "/machine/mute",
            "No anomalies of a machine for a while.",
            MuteJson.class,
            SettingsJson.class,
            this::mute),
        Operation.post(
            "/machine/unmute", "End that.", NamedJson.class, SettingsJson.class, this::unmute),
        Operation.post(
            "/machine/maintenance",
            "Begin or end a maintenance.",
            MaintenanceJson.class,
            SettingsJson.class,
            this::maintenance));
  }

  private Machine machine(Context http) {
    return machine(Bodies.required(http, "machine"));
  }

  private Machine machine(String id) {
    return fleet
        .find(id)
        .orElseThrow(() -> ApiException.notFound("nothing is known of machine " + id));
  }

  private static String sensor(Context http, Machine machine) {
    String given = http.queryParam("sensor");
    if (given != null && !given.isBlank()) {
      return given;
    }
    String loudest = machine.loudestSensor();
    return loudest == null ? machine.id() : loudest;
  }

  private void show(Context http) {
    Machine machine = machine(http);
    Instant now = fleet.now();
    http.json(
        new MachineJson(
            TileJson.of(machine.tile(now), machine.sparkline(now)),
            machine.sensors().values().stream().map(SensorJson::of).toList(),
            SettingsJson.of(machine.settings()),
            machine.spells(now.minus(DAY)).stream().map(SpellJson::of).toList(),
            fleet.anomalies().latest(machine.id(), MOST_ANOMALIES).stream()
                .map(event -> AnomalyJson.of(event, fleet))
                .toList()));
  }

  private void history(Context http) {
    Machine machine = machine(http);
    Instant now = fleet.now();
    Instant until = Bodies.time(http.queryParam("until"), "until");
    until = until == null ? now.plusSeconds(1) : until;
    Instant from = Bodies.time(http.queryParam("from"), "from");
    from = from == null ? until.minus(DAY) : from;
    requireOrder(from, until, DAY.plusMinutes(1));
    String sensor = sensor(http, machine);
    Series series = machine.history(sensor, from, until, now);
    if (series == null) {
      throw ApiException.notFound(
          "machine %s has no microphone %s".formatted(machine.id(), sensor));
    }
    http.json(new HistoryJson(sensor, fleet.historyFrom(), series));
  }

  private static void requireOrder(Instant from, Instant until, Duration most) {
    if (!until.isAfter(from) || Duration.between(from, until).compareTo(most) > 0) {
      throw ApiException.badRequest(
          "from %s until %s: until must be later, by at most %d s"
              .formatted(from, until, most.toSeconds()));
    }
  }

  private void spectrogram(Context http) throws SoundException {
    Machine machine = machine(http);
    Span span = span(http);
    Sound sound = sound(machine, sensor(http, machine), span.from().minusSeconds(2), span.until());
    Spectra.send(http, Spectrogram.of(sound, span.from(), span.length()));
  }

  private void audio(Context http) throws SoundException {
    Machine machine = machine(http);
    Spectra.requireMayBeHeard(machine.mayBeHeard(), machine.id());
    Span span = span(http);
    Sound sound = sound(machine, sensor(http, machine), span.from(), span.until());
    if (sound.isEmpty()) {
      throw ApiException.notFound("there is no sound of that time on auscult.audio");
    }
    Spectra.sendWav(http, sound, machine.id());
  }

  private Sound sound(Machine machine, String sensor, Instant from, Instant until)
      throws SoundException {
    return archive.between(
        machine.id(), sensor, from, until, machine.firstOffset(sensor, from, until));
  }

  private record Span(Instant from, Instant until) {
    Duration length() {
      return Duration.between(from, until);
    }
  }

  private static Span span(Context http) {
    Instant from = Bodies.time(Bodies.required(http, "from"), "from");
    Instant until = Bodies.time(Bodies.required(http, "until"), "until");
    if (from == null || until == null) {
      throw ApiException.badRequest("from and until are needed");
    }
    requireOrder(from, until, LONGEST_SPECTROGRAM);
    return new Span(from, until);
  }

  private void live(Context http) throws SoundException {
    Machine machine = machine(http);
    Instant after = Bodies.time(http.queryParam("after"), "after");
    Spectra.send(
        http,
        live.after(machine.id(), sensor(http, machine), after == null ? Instant.EPOCH : after));
  }

  private void spectrum(Context http) throws SoundException {
    Machine machine = machine(http);
    String sensor = sensor(http, machine);
    Instant now = fleet.now();
    Optional<NormalSound> normal = normalBefore(machine, sensor, wholeTenMinutes(now));
    if (normal.isEmpty()) { // It was first heard minutes ago.
      normal = normalBefore(machine, sensor, now.truncatedTo(ChronoUnit.MINUTES));
    }
    // Sound takes a moment to arrive.
    Sound present = sound(machine, sensor, now.minus(PRESENT).minusSeconds(3), now.plusSeconds(1));
    float[] presentDb = present.isEmpty() ? null : NormalSound.meanOf(present);
    http.json(
        new SpectrumJson(
            sensor,
            Spectrogram.bandCentresHz(),
            normal.map(n -> n.origin().name().toLowerCase(Locale.ROOT)).orElse(null),
            normal.map(NormalSound::meanDb).orElse(null),
            normal.map(NormalSound::spreadDb).orElse(null),
            presentDb,
            normal.isPresent() && presentDb != null
                ? normal.get().standingOut(presentDb)
                : List.of()));
  }

  /** What is normal is the same for a while, so that it is found once. */
  private static Instant wholeTenMinutes(Instant time) {
    long seconds = time.getEpochSecond();
    return Instant.ofEpochSecond(seconds - seconds % Duration.ofMinutes(10).toSeconds());
  }

  private Optional<NormalSound> normalBefore(Machine machine, String sensor, Instant before)
      throws SoundException {
    return normals.of(
        machine.id(),
        sensor,
        before,
        scoresOf(Optional.of(machine), sensor),
        fleet.anomalies().latest(machine.id(), MOST_ANOMALIES));
  }

  private void mute(Context http) throws BrokerUnavailableException, InterruptedException {
    MuteJson mute = Bodies.read(http, MuteJson.class);
    String id = Bodies.required(mute.machine(), "machine");
    Instant from = fleet.now().truncatedTo(ChronoUnit.SECONDS);
    Instant until = Bodies.time(mute.until(), "until");
    if (mute.forSeconds() != null) {
      if (until != null || mute.forSeconds() < 1) {
        throw ApiException.badRequest("give forSeconds, at least 1, or until, or neither");
      }
      until = from.plusSeconds(mute.forSeconds());
    }
    if (until != null && !until.isAfter(from)) {
      throw ApiException.badRequest("until %s is over already".formatted(until));
    }
    Instant end = until;
    change(
        http,
        id,
        "mute",
        end == null ? "until further notice" : "until " + end,
        settings -> settings.setMutedFrom(from).setMutedUntil(end));
  }

  private void unmute(Context http) throws BrokerUnavailableException, InterruptedException {
    String id = Bodies.required(Bodies.read(http, NamedJson.class).machine(), "machine");
    change(http, id, "unmute", "", settings -> settings.setMutedFrom(null).setMutedUntil(null));
  }

  private void maintenance(Context http) throws BrokerUnavailableException, InterruptedException {
    MaintenanceJson sent = Bodies.read(http, MaintenanceJson.class);
    change(
        http,
        Bodies.required(sent.machine(), "machine"),
        "maintenance",
        sent.on() ? "begins" : "ends",
        settings -> settings.setMaintenance(sent.on()));
  }

  /** Finds what is set, changes it and writes it; who and what stands in the audit log. */
  void change(
      Context http,
      String machineId,
      String what,
      String detail,
      UnaryOperator<MachineSettings.Builder> change)
      throws BrokerUnavailableException, InterruptedException {
    machine(machineId);
    MachineSettings.Builder builder =
        registry
            .find(machineId)
            .map(MachineSettings::newBuilder)
            .orElseGet(() -> MachineSettings.newBuilder().setMachineId(machineId));
    MachineSettings changed = change.apply(builder).build();
    registry.put(changed);
    audit.done(Guard.who(http), http.ip(), what, machineId, detail);
    http.json(SettingsJson.of(changed));
  }

  /** Normal sound of a sensor before an anomaly. */
  Optional<NormalSound> normalOf(AnomalyEvent anomaly) throws SoundException {
    Optional<Machine> machine = fleet.find(anomaly.getMachineId());
    return normals.of(
        anomaly.getMachineId(),
        anomaly.getSensorId(),
        anomaly.getOpenedAt(),
        scoresOf(machine, anomaly.getSensorId()),
        fleet.anomalies().latest(anomaly.getMachineId(), MOST_ANOMALIES));
  }

  private static NormalSounds.Scores scoresOf(Optional<Machine> machine, String sensor) {
    return new NormalSounds.Scores() {
      @Override
      public double mostOver(Instant from, Instant until) {
        return machine.map(known -> known.mostOver(sensor, from, until)).orElse(Double.NaN);
      }

      @Override
      public OptionalLong firstOffset(Instant from, Instant until) {
        return machine
            .map(known -> known.firstOffset(sensor, from, until))
            .orElse(OptionalLong.empty());
      }
    };
  }
}
