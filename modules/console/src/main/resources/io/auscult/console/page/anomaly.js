// SPDX-License-Identifier: GPL-3.0-or-later
// One anomaly: when, how sure, why, what it sounds like, what to do.

import * as api from "./api.js";
import { button, machineButtons } from "./actions.js";
import { RIGHT, gutter } from "./charts.js";
import { Spectrogram } from "./spectrogram.js";
import { bandText, clock, duration, el, stateMark } from "./text.js";

const VERDICTS = [
  ["real", "Real", "it really was something"],
  ["false_alarm", "False alarm", "nothing was wrong"],
];
const REASONS = {
  recovered: "it sounds as it should again",
  offline: "nothing was heard of it any more",
  muted: "it was muted",
  retired: "it was retired",
  no_model: "no model knows it any more",
};

export function anomalyPage(context, id) {
  const mark = el("span");
  const title = el("h1", {}, "Anomaly");
  const headline = el("p", { class: "headline" });
  const why = el("p", {});
  const bands = el("ul", { class: "bands" });
  const judge = el("div", { class: "row" });
  const mutes = el("div", { class: "row" });
  const judged = el("p", { class: "soft" });
  const note = el("input", { type: "text", placeholder: "Note for others (optional)", "aria-label": "Note", maxlength: 500 });
  const facts = el("dl", { class: "facts" });
  const evidence = panel("What raised it", "audio.wav");
  const normal = panel("Its normal sound, to compare", "normal.wav");
  const node = el(
    "div",
    {},
    el("div", { class: "row" }, title, mark),
    headline,
    el("section", { class: "card", "aria-label": "Why" }, el("header", {}, el("h2", {}, "What stands out")), why, bands),
    el("div", { class: "halves" }, evidence.node, normal.node),
    el("section", { class: "card", "aria-label": "What to do" }, el("header", {}, el("h2", {}, "What it is, and what to do")), el("div", { class: "stack" }, judge, note, judged, mutes)),
    el("section", { class: "card", "aria-label": "Facts" }, el("header", {}, el("h2", {}, "Facts")), facts),
  );
  let anomaly = null;
  let settings = null;
  let version = null;
  let painted = false;

  function panel(words, file) {
    const canvas = el("canvas", { role: "img", "aria-label": `Spectrogram: ${words}` });
    const message = el("p", { class: "soft", hidden: true });
    const player = el("audio", { controls: true, preload: "metadata" });
    const download = el("a", { class: "button", download: "" }, "Download WAV");
    const sound = el("div", { class: "row" }, player, download);
    return {
      file,
      canvas,
      message,
      player,
      download,
      sound,
      node: el("section", { class: "card", "aria-label": words }, el("header", {}, el("h2", {}, words)), el("div", { class: "plot" }, canvas), message, sound),
    };
  }

  async function load() {
    try {
      const found = await api.get(`/anomalies/${id}`);
      settings = (await api.get("/machine", { machine: found.machine })).settings;
      anomaly = found;
    } catch (error) {
      headline.textContent = error.message;
      return;
    }
    show();
    if (!painted) {
      painted = true;
      paint();
    }
  }

  function show() {
    const open = anomaly.state !== "closed";
    const end = open ? context.now() : Date.parse(anomaly.closedAt);
    const length = duration((end - Date.parse(anomaly.openedAt)) / 1000);
    const place = [anomaly.site, anomaly.line].filter(Boolean).join(" / ");
    title.replaceChildren(el("a", { href: `#/machine/${encodeURIComponent(anomaly.machine)}` }, anomaly.machine), place ? ` · ${place}` : "");
    document.title = `${anomaly.machine} · Auscult`;
    mark.replaceChildren(stateMark(open ? "anomalous" : "healthy", true));
    mark.querySelector(".state").lastChild.textContent = open ? "open" : "over";
    headline.textContent = open
      ? `Sounds wrong since ${clock(anomaly.openedAt)}, for ${length} so far. At its peak ${anomaly.over.toFixed(2)} × threshold.`
      : `Sounded wrong from ${clock(anomaly.openedAt)} for ${length}; over, because ${REASONS[anomaly.closeReason] || anomaly.closeReason}. At its peak ${anomaly.over.toFixed(2)} × threshold.`;
    why.textContent = anomaly.bands.length
      ? "Against the machine's own normal sound, at the peak:"
      : "No single band stands out from the machine's normal sound: it is the pattern as a whole.";
    bands.replaceChildren(...anomaly.bands.map((band) => el("li", {}, bandText(band))));
    const entry = (name, value) => (value ? [el("dt", {}, name), el("dd", {}, value)] : []);
    facts.replaceChildren(
      ...entry("Opened", clock(anomaly.openedAt)),
      ...entry("Last heard so", clock(anomaly.lastAt)),
      ...entry("Closed", anomaly.closedAt && clock(anomaly.closedAt)),
      ...entry("Peak", `${anomaly.peakScore.toFixed(3)}, threshold ${anomaly.threshold.toFixed(3)}`),
      ...entry("Microphone", anomaly.sensor),
      ...entry("Model", anomaly.modelVersion),
      ...entry("Id", anomaly.anomaly),
    );
    showButtons();
  }

  function showButtons() {
    const label = anomaly.label;
    judged.textContent = label
      ? `${label.by} said ${clock(label.at)}: ${label.verdict.replace("_", " ")}${label.note ? `. “${label.note}”` : ""}`
      : anomaly.acknowledged
        ? "Somebody has seen it. Nobody has judged it yet."
        : "Nobody has judged it yet.";
    note.hidden = !context.here?.mayWrite;
    if (!context.here?.mayWrite) {
      judge.replaceChildren();
      mutes.replaceChildren();
      return;
    }
    judge.replaceChildren(
      button(
        context,
        anomaly.acknowledged ? "Acknowledged" : "Acknowledge",
        async () => {
          settings = await api.post(`/anomalies/${id}/acknowledge`);
          anomaly.acknowledged = true;
          showButtons();
          return "Seen: it raises no more updates.";
        },
        { name: "acknowledge", pressed: anomaly.acknowledged },
      ),
      ...VERDICTS.map(([verdict, words, meaning]) =>
        button(
          context,
          words,
          async () => {
            anomaly.label = await api.post(`/anomalies/${id}/label`, { verdict, note: note.value });
            showButtons();
            return `Noted: ${meaning}.`;
          },
          { name: verdict, pressed: label?.verdict === verdict },
        ),
      ),
    );
    mutes.replaceChildren(
      ...machineButtons(context, anomaly.machine, settings, (now) => {
        settings = now;
        showButtons();
      }),
    );
  }

  async function paint() {
    const pictures = await Promise.all([draw(evidence, "spectrogram", anomaly.bands), draw(normal, "normal", anomaly.bands)]);
    if (pictures[0] && pictures[1]) {
      pictures[0].sameContrast(pictures[1]);
    }
    const shown = pictures[0] ?? pictures[1];
    const again = () => pictures.forEach((picture) => picture?.show(shown.lengthMicros));
    again();
    resized = new ResizeObserver(again);
    resized.observe(node);
  }

  let resized = null;

  async function draw(target, path, marks) {
    const allowed = anomaly.listenBack;
    target.sound.hidden = !allowed;
    if (!allowed) {
      target.message.hidden = false;
      target.message.textContent = "Nobody may listen to this machine: its settings say listenBack: false.";
    }
    try {
      const columns = await api.columns(`/anomalies/${id}/${path}`);
      const spectrogram = new Spectrogram(target.canvas, { gutter: gutter(), right: RIGHT, marks });
      spectrogram.add(columns);
      const length = (columns.bytes.length / columns.bands) * columns.columnMicros;
      spectrogram.lengthMicros = length;
      // Both on one scale of time: what is slower than normal is seen to be.
      spectrogram.show = (micros) => spectrogram.draw(columns.startMicros, columns.startMicros + micros);
      if (allowed) {
        const source = api.url(`/anomalies/${id}/${target.file}`);
        target.player.src = source;
        target.download.href = source;
      }
      target.canvas.dataset.columns = columns.bytes.length / columns.bands;
      return spectrogram;
    } catch (error) {
      target.message.hidden = false;
      target.message.textContent = error.message;
      target.sound.hidden = true;
      target.canvas.hidden = true;
      return null;
    }
  }

  return {
    node,
    onshow: load,
    ontiles(tiles) {
      if (anomaly && anomaly.state !== "closed" && tiles.some((tile) => tile.machine === anomaly.machine)) show();
    },
    onstatus(status) {
      if (version !== null && version !== status.anomaliesVersion) load();
      version = status.anomaliesVersion;
    },
    onclose() {
      resized?.disconnect();
    },
  };
}
