// SPDX-License-Identifier: GPL-3.0-or-later
// One machine: what it sounds like now, how it was, what is normal.

import * as api from "./api.js";
import { machineButtons } from "./actions.js";
import { anomalyItem } from "./anomalies.js";
import { RIGHT, drawSpectrum, drawStrip, gutter, levelChart, rows, scoreChart } from "./charts.js";
import { Spectrogram } from "./spectrogram.js";
import { bandText, clock, duration, el, seldom, stateMark, times } from "./text.js";

const SPAN = 60;
const DAY = 86_400;

export function machinePage(context, id, parameters) {
  const closers = [];
  const every = (millis, work) => {
    const timer = setInterval(work, millis);
    closers.push(() => clearInterval(timer));
  };
  let machine = null;
  let sensor = parameters.get("sensor");
  let pinned = parameters.get("at") ? Math.round(Date.parse(parameters.get("at")) / 1000) : null; // begin of the minute; null: live
  let recent = null;
  let gone = false;

  // The head
  const mark = el("span");
  const headline = el("p", { class: "headline" });
  const place = el("p", { class: "soft" });
  const buttons = el("div", { class: "row" });
  const openAnomaly = el("p", { hidden: true });

  // Sound and scores on one time axis
  const when = el("span", { class: "soft" });
  const back = el("button", { type: "button", onclick: goLive, hidden: true }, "Back to live");
  const sensors = el("select", {
    "aria-label": "Microphone",
    hidden: true,
    onchange: () => {
      sensor = sensors.value;
      restart();
      loadDay();
      loadSpectrum();
    },
  });
  const picture = el("canvas", { role: "img", "aria-label": "Log-mel spectrogram" });
  const nothing = el("p", { class: "soft", hidden: true });
  const scoreNode = el("div", { class: "chart" });
  const levelNode = el("div", { class: "chart" });
  const strip = el("canvas", { class: "strip", role: "img", "aria-label": "Times in which hearing itself was impaired" });
  const player = el("audio", { controls: true, preload: "none", hidden: true });
  const spectrogram = new Spectrogram(picture, { gutter: gutter(), right: RIGHT });
  const score = scoreChart(scoreNode);
  const level = levelChart(levelNode);

  // The day
  const picker = el("input", { type: "datetime-local", "aria-label": "Minute to look at", step: 1 });
  const dayState = el("span", { class: "soft" });
  const dayScore = el("div", { class: "chart" });
  const dayLevel = el("div", { class: "chart" });
  const spans = () =>
    (machine?.anomalies || []).map((a) => [Date.parse(a.openedAt) / 1000, a.closedAt ? Date.parse(a.closedAt) / 1000 : context.now() / 1000]);
  const onpick = (seconds) => goTo(seconds - SPAN / 2);
  const longScore = scoreChart(dayScore, { spans, onpick, height: 140 });
  const longLevel = levelChart(dayLevel, { spans, onpick });
  closers.push(() => [score, level, longScore, longLevel].forEach((chart) => chart.close()));

  // Spectrum, facts, anomalies
  const spectrumCanvas = el("canvas", { class: "chart", role: "img", "aria-label": "Normal and present spectrum" });
  spectrumCanvas.style.height = "210px";
  const spectrumWords = el("p", { class: "soft small" });
  const bands = el("ul", { class: "bands" });
  const facts = el("dl", { class: "facts" });
  const anomalies = el("ul", { class: "list" });

  const node = el(
    "div",
    {},
    el("div", { class: "row spread" }, el("div", { class: "row" }, el("h1", {}, id), mark), buttons),
    headline,
    place,
    openAnomaly,
    el(
      "section",
      { class: "card", "aria-label": "Sound and score" },
      el("header", {}, el("h2", {}, "Sound and score"), when, back, sensors),
      el("div", { class: "plot" }, picture),
      nothing,
      el("div", { class: "chart-name" }, "score (smoothed) and threshold"),
      scoreNode,
      el("div", { class: "chart-name" }, "level, dBFS"),
      levelNode,
      el("div", { class: "chart-name" }, "hearing: gaps, silence, clipping"),
      strip,
      player,
    ),
    el(
      "section",
      { class: "card", "aria-label": "The last 24 hours" },
      el(
        "header",
        {},
        el("h2", {}, "24 hours"),
        dayState,
        el(
          "form",
          {
            class: "row",
            onsubmit: (event) => {
              event.preventDefault();
              if (picker.value) goTo(new Date(picker.value).getTime() / 1000);
            },
          },
          picker,
          el("button", {}, "Look at that minute"),
        ),
      ),
      el("div", { class: "chart-name" }, "score: mean, smallest and largest; anomalies shaded"),
      dayScore,
      el("div", { class: "chart-name" }, "level, dBFS"),
      dayLevel,
    ),
    el(
      "div",
      { class: "columns" },
      el("section", { class: "card", "aria-label": "Spectrum" }, el("header", {}, el("h2", {}, "Spectrum"), spectrumWords), spectrumCanvas, bands),
      el("section", { class: "card", "aria-label": "Facts" }, el("header", {}, el("h2", {}, "Facts")), facts),
    ),
    el("section", { class: "card", "aria-label": "Anomalies" }, el("header", {}, el("h2", {}, "Anomalies")), anomalies),
  );

  async function load() {
    try {
      machine = await api.get("/machine", { machine: id });
    } catch (error) {
      gone = error.status === 404;
      headline.textContent = error.message;
      return;
    }
    gone = false;
    const names = machine.sensors.map((each) => each.sensor);
    if (!sensor || (names.length && !names.includes(sensor))) {
      sensor = [...machine.sensors].sort((a, b) => b.smoothed / b.threshold - a.smoothed / a.threshold)[0]?.sensor ?? null;
    }
    sensors.hidden = names.length < 2;
    sensors.replaceChildren(...names.map((name) => el("option", { value: name, selected: name === sensor }, name)));
    show();
  }

  function show() {
    const { tile, settings } = machine;
    if (mark.dataset.state !== tile.state) {
      mark.dataset.state = tile.state;
      mark.replaceChildren(stateMark(tile.state, true));
    }
    headline.textContent = sentence(tile);
    place.textContent = [[tile.site, tile.line].filter(Boolean).join(" / "), tile.type].filter(Boolean).join(" · ");
    place.hidden = !place.textContent;
    openAnomaly.hidden = !tile.anomaly;
    if (tile.anomaly) {
      openAnomaly.replaceChildren(el("a", { class: "button", href: `#/anomaly/${tile.anomaly}` }, "Look at the anomaly: why, and what it sounds like"));
    }
    buttons.replaceChildren(
      ...machineButtons(context, id, settings, (now) => {
        machine.settings = now;
        show();
      }),
    );
    const heard = machine.sensors.find((each) => each.sensor === sensor);
    const entry = (name, value) => (value ? [el("dt", {}, name), el("dd", {}, value)] : []);
    facts.replaceChildren(
      ...entry("Model", heard?.modelVersion),
      ...entry("Score", heard && `${heard.smoothed.toFixed(3)} of ${heard.threshold.toFixed(3)}`),
      ...entry("How sure", heard && seldom(heard.tailProbability)),
      ...entry("Level", heard && `${heard.levelDbfs.toFixed(1)} dBFS`),
      ...entry("Microphones", machine.sensors.map((each) => each.sensor).join(", ")),
      ...entry("Class", settings.modelClass),
      ...entry("Own threshold", settings.openThreshold),
      ...entry("Muted", settings.mutedFrom || settings.mutedUntil ? `until ${settings.mutedUntil ? clock(settings.mutedUntil) : "further notice"}` : null),
      ...entry("Conditions", tile.notes.join(", ")),
      ...entry("Listening", settings.listenBack ? null : "nobody may listen (listenBack: false)"),
    );
    anomalies.replaceChildren(
      ...(machine.anomalies.length ? machine.anomalies.map((a) => anomalyItem(a, context, false)) : [el("li", { class: "soft" }, "None in the last 30 days.")]),
    );
  }

  function sentence(tile) {
    const since = tile.since ? ` since ${clock(tile.since)} (${duration((context.now() - Date.parse(tile.since)) / 1000)})` : "";
    const much = tile.over === null ? "" : `, ${times(tile.over)}`;
    switch (tile.state) {
      case "anomalous":
        return `Sounds wrong${since}${much}.`;
      case "suspicious":
        return `Over the threshold${since}${much}: not yet for long enough to be an anomaly.`;
      case "stale":
        return `No score${since || " for a day"}. Nobody said why: does the gateway send, does the pipeline run?`;
      case "muted":
        return `${tile.why.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, (time) => clock(time, false)).replace(/^./, (c) => c.toUpperCase())}: raises no alarm.`;
      case "silent":
      case "unknown":
        return `${tile.why}${since}.`;
      default:
        return `Sounds as it should${since}${much}.`;
    }
  }

  // ---- live and pinned

  let last = null; // time of the last column, in microseconds
  let asking = false;
  let generation = 0;

  function restart() {
    generation++;
    last = null;
    spectrogram.clear();
    nothing.hidden = true;
    recent = null;
    back.hidden = pinned === null;
    player.hidden = true;
    player.removeAttribute("src");
    if (pinned === null) {
      when.textContent = `live, the last ${SPAN} s`;
      follow();
    } else {
      when.textContent = `${clock(pinned * 1000)} to ${clock((pinned + SPAN) * 1000)}`;
      loadMinute();
    }
    loadRecent();
  }

  function goTo(seconds) {
    pinned = Math.round(Math.min(seconds, context.now() / 1000 - SPAN));
    restart();
    node.querySelector(".plot").scrollIntoView({ block: "center", behavior: "smooth" });
  }

  function goLive() {
    pinned = null;
    restart();
  }

  const at = (seconds) => new Date(seconds * 1000).toISOString();

  async function follow() {
    if (pinned !== null || asking || document.hidden || gone) return;
    const mine = generation;
    asking = true;
    try {
      const columns = await api.columns("/machine/live", { machine: id, sensor, after: last === null ? null : new Date(last / 1000).toISOString().replace("Z", `${String(last % 1000).padStart(3, "0")}Z`) });
      if (mine !== generation) return;
      last = spectrogram.add(columns) ?? last;
      spectrogram.forgetBefore((context.now() - (SPAN + 10) * 1000) * 1000);
      nothing.hidden = spectrogram.columns.size > 0;
      nothing.textContent = "Waiting for sound …";
      picture.dataset.columns = spectrogram.columns.size;
      picture.dataset.last = last ?? "";
    } catch (error) {
      if (mine === generation) {
        nothing.hidden = false;
        nothing.textContent = error.message;
      }
    } finally {
      asking = false;
    }
  }

  async function loadMinute() {
    const mine = generation;
    const range = { machine: id, sensor, from: at(pinned), until: at(pinned + SPAN) };
    try {
      const columns = await api.columns("/machine/spectrogram", range);
      if (mine !== generation) return;
      spectrogram.add(columns);
      const heard = columns.bytes.some((value) => value > 0);
      nothing.hidden = heard;
      nothing.textContent = "There is no sound of that minute on auscult.audio: it is kept for 24 hours.";
      if (heard && machine?.settings.listenBack !== false) {
        player.src = api.url("/machine/audio.wav", range);
        player.hidden = false;
      }
    } catch (error) {
      if (mine === generation) {
        nothing.hidden = false;
        nothing.textContent = error.message;
      }
    }
    draw();
  }

  async function loadRecent() {
    if (!sensor || gone) return;
    const mine = generation;
    const from = pinned ?? context.now() / 1000 - SPAN - 5;
    try {
      const history = await api.get("/machine/history", { machine: id, sensor, from: at(from - 15), until: at(pinned === null ? context.now() / 1000 + 2 : pinned + SPAN + 15) });
      if (mine === generation) recent = rows(history.series);
    } catch {
      // The next window brings it.
    }
    draw();
  }

  const shownUntil = () => (pinned === null ? context.now() / 1000 - 0.5 : pinned + SPAN);

  function drawPicture() {
    spectrogram.draw((shownUntil() - SPAN) * 1e6, shownUntil() * 1e6);
  }

  function draw() {
    drawPicture();
    const until = shownUntil();
    const from = until - SPAN;
    const data = recent || { score: [[], [], [], [], []], level: [[], [], [], []] };
    score.set(data.score, from, until);
    level.set(data.level, from, until);
    drawStrip(strip, (machine?.spells || []).filter((spell) => !sensor || spell.subject === sensor || spell.subject === id), from, until, context.now());
  }

  // ---- the day, the spectrum

  async function loadDay() {
    if (!sensor || gone) return;
    try {
      const history = await api.get("/machine/history", { machine: id, sensor });
      const data = rows(history.series);
      const now = context.now() / 1000;
      // Of a machine that was first heard this morning, this morning.
      const from = Math.max(now - DAY, Math.min(data.score[0][0] ?? 0, now - 600));
      longScore.set(data.score, from, now);
      longLevel.set(data.level, from, now);
      const status = context.status;
      dayState.textContent =
        status && !status.historyWhole && status.historyFrom ? `read back to ${clock(status.historyFrom, false)}, older is coming` : "click a time to see and hear its minute";
    } catch (error) {
      dayState.textContent = error.message;
    }
  }

  async function loadSpectrum() {
    if (!sensor || gone || document.hidden) return;
    try {
      const spectrum = await api.get("/machine/spectrum", { machine: id, sensor });
      const origin = { kept: "kept samples of its normal sound", recent: "the last day, where nothing was wrong" }[spectrum.origin];
      spectrumWords.textContent = origin ? `now (line) over normal (dashed, shaded as far as it strays), from ${origin}` : "nothing is known of its normal sound yet";
      drawSpectrum(spectrumCanvas, spectrum);
      bands.replaceChildren(
        ...(spectrum.standsOut.length ? spectrum.standsOut.slice(0, 8).map((band) => el("li", {}, bandText(band))) : origin ? [el("li", { class: "soft" }, "nothing stands out now")] : []),
      );
    } catch (error) {
      spectrumWords.textContent = error.message;
    }
  }

  return {
    node,
    async onshow() {
      await load();
      restart();
      loadDay();
      loadSpectrum();
      every(1000, follow);
      every(150, () => !document.hidden && pinned === null && drawPicture());
      every(1000, () => !document.hidden && pinned === null && draw());
      every(30_000, loadDay);
      every(10_000, loadSpectrum);
      every(15_000, load);
    },
    ontiles(tiles) {
      const tile = tiles.find((each) => each.machine === id);
      if (!tile || !machine) return;
      const changed = tile.state !== machine.tile.state || tile.anomaly !== machine.tile.anomaly;
      machine.tile = { ...machine.tile, ...tile };
      headline.textContent = sentence(tile);
      if (changed) load();
      if (pinned === null) loadRecent();
    },
    onclose() {
      generation++;
      closers.forEach((close) => close());
    },
  };
}
