// SPDX-License-Identifier: GPL-3.0-or-later
// Lines over time, and spectra. All charts have the same gutters, so that they share one time axis.

import uPlot from "/uplot.js";
import { color } from "./text.js";
import { heightOf } from "./spectrogram.js";

export const gutter = () => parseInt(color("gutter"), 10) || 54;
export const RIGHT = 12;

function axes(showTime) {
  const ink = color("soft");
  const grid = { stroke: color("grid"), width: 1 };
  return [
    {
      show: showTime,
      stroke: ink,
      grid,
      ticks: { show: false },
      size: 24,
      font: "11px system-ui, sans-serif",
      space: 70,
      values: (u, splits) => {
        const span = u.scales.x.max - u.scales.x.min;
        return splits.map((t) => new Date(t * 1000).toLocaleTimeString("en-GB", span > 1200 ? { hour: "2-digit", minute: "2-digit" } : {}));
      },
    },
    {
      stroke: ink,
      grid,
      ticks: { show: false },
      size: gutter(),
      font: "11px system-ui, sans-serif",
      space: 26,
      values: (u, splits) => splits.map((v) => (v === null ? "" : +v.toPrecision(3))),
    },
  ];
}

class Chart {
  constructor(node, height, options) {
    this.node = node;
    this.height = height;
    this.make = () =>
      new uPlot(
        {
          width: Math.max(120, node.clientWidth),
          height,
          legend: { show: false },
          cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
          padding: [8, RIGHT, 6, 0],
          ...options(),
        },
        this.data || [[]],
        node,
      );
    this.plot = null;
    this.resized = new ResizeObserver(() => this.plot?.setSize({ width: Math.max(120, node.clientWidth), height }));
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.recolor = () => {
      this.plot?.destroy();
      this.plot = null;
      this.set(this.data, this.from, this.until);
    };
    this.scheme.addEventListener("change", this.recolor);
    this.resized.observe(node);
  }

  set(data, from, until) {
    if (!data || !this.node.clientWidth) {
      this.data = data;
      return;
    }
    this.data = data;
    this.from = from;
    this.until = until;
    this.plot ??= this.make();
    this.plot.batch(() => {
      this.plot.setData(data, false);
      this.plot.setScale("x", { min: from, max: until });
    });
  }

  close() {
    this.resized.disconnect();
    this.scheme.removeEventListener("change", this.recolor);
    this.plot?.destroy();
  }
}

const extent = (least) => (u, low, high) => {
  if (low === null || high === null) return [0, least];
  const room = Math.max(least, high - low) * 0.08;
  return [low - room, Math.max(high + room, low + least)];
};

// Times of anomalies are shaded.
function shade(spans) {
  return (u) => {
    const { left, top, width, height } = u.bbox;
    u.ctx.save();
    u.ctx.fillStyle = color("anomalous");
    u.ctx.globalAlpha = 0.13;
    for (const [from, until] of spans()) {
      const x = Math.max(left, u.valToPos(from, "x", true));
      const end = Math.min(left + width, Math.max(u.valToPos(until, "x", true), x + 2));
      if (end > x) u.ctx.fillRect(x, top, end - x, height);
    }
    u.ctx.restore();
  };
}

// Rows: time, smallest, mean, largest, threshold.
export function scoreChart(node, { height = 130, time = false, spans = () => [], onpick } = {}) {
  const chart = new Chart(node, height, () => ({
    scales: { x: { time: true, range: (u, min, max) => [min, max] }, y: { range: (u, low, high) => [0, Math.max(0.1, high * 1.12)] } },
    axes: axes(time),
    series: [
      {},
      { stroke: "transparent", points: { show: false } },
      { stroke: color("score"), width: 1.8, points: { show: false } },
      { stroke: "transparent", points: { show: false } },
      { stroke: color("threshold"), width: 1.5, dash: [6, 4], points: { show: false } },
    ],
    bands: [{ series: [3, 1], fill: color("score") + "33" }],
    hooks: { drawAxes: [shade(spans)], ready: onpick ? [(u) => pick(u, onpick)] : [] },
  }));
  return chart;
}

// Rows: time, smallest, mean, largest.
export function levelChart(node, { height = 90, time = true, spans = () => [], onpick } = {}) {
  return new Chart(node, height, () => ({
    scales: { x: { time: true, range: (u, min, max) => [min, max] }, y: { range: extent(6) } },
    axes: axes(time),
    series: [
      {},
      { stroke: "transparent", points: { show: false } },
      { stroke: color("level"), width: 1.5, points: { show: false } },
      { stroke: "transparent", points: { show: false } },
    ],
    bands: [{ series: [3, 1], fill: color("level") + "33" }],
    hooks: { drawAxes: [shade(spans)], ready: onpick ? [(u) => pick(u, onpick)] : [] },
  }));
}

function pick(u, onpick) {
  u.over.style.cursor = "crosshair";
  u.over.title = "Click to see and hear this minute";
  u.over.addEventListener("click", (event) => onpick(u.posToVal(event.offsetX, "x")));
}

// The server's columns as a chart's; a hole where nothing was heard, so that no line is drawn over it.
export function rows(series) {
  const step = series.stepSeconds;
  const hole = step ? step * 1.5 : 15;
  const out = { seconds: [], score: [[], [], [], []], level: [[], [], []] };
  const push = (t, values) => {
    out.seconds.push(t);
    values.slice(0, 4).forEach((v, i) => out.score[i].push(v));
    values.slice(4).forEach((v, i) => out.level[i].push(v));
  };
  series.seconds.forEach((t, i) => {
    const time = step ? t + step / 2 : t;
    if (i && t - series.seconds[i - 1] > hole) push(time - 0.001, [null, null, null, null, null, null, null]);
    push(time, [
      series.scoreMin[i], series.scoreMean[i], series.scoreMax[i], series.threshold[i],
      series.levelMin[i], series.levelMean[i], series.levelMax[i],
    ]);
  });
  return { score: [out.seconds, ...out.score], level: [out.seconds, ...out.level] };
}

// What is wrong with the hearing itself, over the same time axis.
export function drawStrip(canvas, spells, from, until, now) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const left = gutter();
  const wide = width - left - RIGHT;
  const x = (seconds) => left + Math.max(0, Math.min(1, (seconds - from) / (until - from))) * wide;
  pen.fillStyle = color("grid");
  pen.fillRect(left, 5, wide, height - 10);
  pen.font = "11px system-ui, sans-serif";
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  const labels = [];
  for (const spell of spells) {
    const begin = Date.parse(spell.since) / 1000;
    const end = spell.until ? Date.parse(spell.until) / 1000 : now / 1000;
    if (end < from || begin > until) continue;
    pen.fillStyle = color("silent");
    pen.fillRect(x(begin), 3, Math.max(3, x(end) - x(begin)), height - 6);
    labels.push([x(begin), Math.max(3, x(end) - x(begin)), spell.kind]);
  }
  for (const [at, room, kind] of labels) {
    if (pen.measureText(kind).width + 8 < room) {
      pen.fillStyle = color("card");
      pen.fillText(kind, at + 4, height / 2 + 0.5);
    }
  }
}

// Normal and present spectrum over the mel scale; what stands out is shaded.
export function drawSpectrum(canvas, spectrum) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (!width) return;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const left = 40;
  const bottom = height - 20;
  const wide = width - left - 10;
  const { hz, normalDb, spreadDb, presentDb } = spectrum;
  const all = [...(normalDb || []), ...(presentDb || [])].filter((v) => v !== null);
  if (!all.length) return;
  const low = Math.floor((Math.min(...all) - 4) / 10) * 10;
  const high = Math.ceil((Math.max(...all) + 4) / 10) * 10;
  const x = (f) => left + heightOf(f) * wide;
  const y = (db) => 6 + ((high - db) / (high - low)) * (bottom - 6);
  pen.font = "11px system-ui, sans-serif";
  pen.fillStyle = color("soft");
  pen.strokeStyle = color("grid");
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (let db = low; db <= high; db += high - low > 60 ? 20 : 10) {
    line(pen, [[left, y(db)], [left + wide, y(db)]]);
    pen.fillText(db, left - 6, y(db));
  }
  pen.textAlign = "center";
  pen.textBaseline = "top";
  let taken = -Infinity;
  for (const f of [250, 500, 1000, 2000, 4000, 8000]) {
    pen.strokeStyle = color("grid");
    line(pen, [[x(f), 6], [x(f), bottom]]);
    const middle = Math.min(x(f), left + wide - 16);
    if (middle - taken < 46) continue;
    pen.fillText(f < 1000 ? `${f} Hz` : `${f / 1000} kHz`, middle, bottom + 5);
    taken = middle;
  }
  for (const band of spectrum.standsOut) {
    pen.fillStyle = color(band.db >= 0 ? "anomalous" : "unknown");
    pen.globalAlpha = 0.16;
    pen.fillRect(x(band.fromHz), 6, Math.max(3, x(band.toHz) - x(band.fromHz)), bottom - 6);
    pen.globalAlpha = 1;
  }
  if (normalDb) {
    pen.fillStyle = color("normal");
    pen.globalAlpha = 0.25;
    pen.beginPath();
    hz.forEach((f, i) => pen.lineTo(x(f), y(normalDb[i] + 3 * spreadDb[i])));
    for (let i = hz.length - 1; i >= 0; i--) pen.lineTo(x(hz[i]), y(normalDb[i] - 3 * spreadDb[i]));
    pen.fill();
    pen.globalAlpha = 1;
    pen.strokeStyle = color("normal");
    pen.lineWidth = 1.5;
    pen.setLineDash([5, 3]);
    line(pen, hz.map((f, i) => [x(f), y(normalDb[i])]));
    pen.setLineDash([]);
  }
  if (presentDb) {
    pen.strokeStyle = color("score");
    pen.lineWidth = 2;
    line(pen, hz.map((f, i) => [x(f), y(presentDb[i])]));
  }
}

function line(pen, points) {
  pen.beginPath();
  points.forEach(([px, py]) => pen.lineTo(px, py));
  pen.stroke();
}

