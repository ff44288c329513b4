// SPDX-License-Identifier: GPL-3.0-or-later
// Draws log-mel columns: time to the right, frequency upwards on the mel scale.

import { color } from "./text.js";

export const BANDS = 128;
const MAX_HZ = 8000;
const BREAK_MEL = 15;
const LOG_STEP = Math.log(6.4) / 27;
const toMel = (hz) => (hz < 1000 ? (hz * 3) / 200 : BREAK_MEL + Math.log(hz / 1000) / LOG_STEP);
const TOP_MEL = toMel(MAX_HZ);

// Where a frequency lies: 0 at the bottom, 1 at the top.
export const heightOf = (hz) => Math.max(0, Math.min(1, toMel(hz) / TOP_MEL));

const TICKS = [250, 500, 1000, 2000, 4000, 8000];

// Dark violet over red to pale yellow, even steps in lightness (points of the map "inferno").
const MAP = [
  [0, 0, 4], [22, 11, 57], [66, 10, 104], [106, 23, 110], [147, 38, 103], [188, 55, 84],
  [221, 81, 58], [243, 120, 25], [252, 165, 10], [246, 215, 70], [252, 255, 164],
];
const COLORS = new Uint32Array(256);
for (let i = 0; i < 256; i++) {
  const at = (i / 255) * (MAP.length - 1);
  const low = Math.min(MAP.length - 2, Math.floor(at));
  const [r, g, b] = MAP[low].map((from, c) => Math.round(from + (MAP[low + 1][c] - from) * (at - low)));
  COLORS[i] = (255 << 24) | (b << 16) | (g << 8) | r;
}

export class Spectrogram {
  // `marks`: bands {fromHz, toHz, db} that stand out.
  constructor(canvas, { height = 210, gutter = 54, right = 12, marks = [] } = {}) {
    this.canvas = canvas;
    this.height = height;
    this.gutter = gutter;
    this.right = right;
    this.marks = marks;
    this.columns = new Map();
    this.columnMicros = 32_000;
    this.low = 0;
    this.high = 255;
    canvas.classList.add("picture");
    canvas.style.height = `${height + 18}px`;
  }

  clear() {
    this.columns.clear();
  }

  // Takes columns as the server sends them. Returns the time of the last one, or null.
  add({ startMicros, columnMicros, bytes }) {
    this.columnMicros = columnMicros;
    const first = Math.floor(startMicros / columnMicros);
    const count = bytes.length / BANDS;
    for (let i = 0; i < count; i++) {
      this.columns.set(first + i, bytes.subarray(i * BANDS, (i + 1) * BANDS));
    }
    this.contrast();
    return count ? (first + count - 1) * columnMicros : null;
  }

  forgetBefore(micros) {
    const oldest = Math.floor(micros / this.columnMicros);
    for (const column of this.columns.keys()) if (column < oldest) this.columns.delete(column);
  }

  // From the quiet to the loud of what is shown, a few outliers left out.
  contrast() {
    const counts = new Uint32Array(256);
    let total = 0;
    let i = 0;
    for (const column of this.columns.values()) {
      if (i++ % 3) continue;
      for (const value of column) {
        if (value) {
          counts[value]++;
          total++;
        }
      }
    }
    if (!total) return;
    const at = (share) => {
      let sum = 0;
      for (let value = 0; value < 256; value++) if ((sum += counts[value]) >= share * total) return value;
      return 255;
    };
    this.low = at(0.03);
    this.high = Math.max(this.low + 30, at(0.998));
  }

  sameContrast(other) {
    this.low = Math.min(this.low, other.low);
    this.high = Math.max(this.high, other.high);
    other.low = this.low;
    other.high = this.high;
  }

  // Draws the time from `from` to `until`, in microseconds.
  draw(from, until) {
    const ratio = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth;
    if (!width) return;
    const full = this.height + 18;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(full * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(full * ratio);
    }
    const pen = this.canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, full);
    const wide = Math.max(1, Math.floor(width - this.gutter - this.right));
    pen.imageSmoothingEnabled = true;
    pen.fillStyle = color("grid");
    pen.fillRect(this.gutter, 0, wide, this.height);
    this.picture(wide, from, until);
    pen.drawImage(this.image, 0, 0, wide, BANDS, this.gutter, 0, wide, this.height);
    this.axes(pen, wide, from, until);
    this.showMarks(pen, wide);
  }

  picture(wide, from, until) {
    if (!this.image || this.image.width !== wide) {
      this.image = document.createElement("canvas");
      this.image.width = wide;
      this.image.height = BANDS;
      this.pixels = new ImageData(wide, BANDS);
      this.words = new Uint32Array(this.pixels.data.buffer);
    }
    const scale = 255 / (this.high - this.low);
    this.words.fill(0);
    for (let x = 0; x < wide; x++) {
      const column = this.columns.get(Math.floor((from + ((until - from) * (x + 0.5)) / wide) / this.columnMicros));
      if (!column || !column.length) continue;
      for (let band = 0; band < BANDS; band++) {
        const value = column[band];
        if (value) {
          const shade = Math.max(0, Math.min(255, Math.round((value - this.low) * scale)));
          this.words[(BANDS - 1 - band) * wide + x] = COLORS[shade];
        }
      }
    }
    this.image.getContext("2d").putImageData(this.pixels, 0, 0);
  }

  axes(pen, wide, from, until) {
    pen.fillStyle = color("soft");
    pen.font = "11px system-ui, sans-serif";
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    for (const hz of TICKS) {
      const y = Math.max(7, (1 - heightOf(hz)) * this.height);
      pen.fillText(hz < 1000 ? `${hz}` : `${hz / 1000} k`, this.gutter - 6, y);
    }
    pen.save();
    pen.translate(9, this.height / 2);
    pen.rotate(-Math.PI / 2);
    pen.textAlign = "center";
    if (this.gutter > 45) pen.fillText("Hz", 0, 0);
    pen.restore();
    pen.textBaseline = "top";
    pen.textAlign = "center";
    const seconds = (until - from) / 1e6;
    const step = [1, 2, 5, 10, 15, 30].find((each) => (seconds / each) * 62 < wide) || 60;
    for (let t = Math.ceil(from / 1e6 / step) * step; t <= until / 1e6; t += step) {
      const x = this.gutter + ((t * 1e6 - from) / (until - from)) * wide;
      if (x < this.gutter + 24 || x > this.gutter + wide - 20) continue;
      pen.fillText(new Date(t * 1000).toLocaleTimeString("en-GB"), x, this.height + 4);
    }
  }

  showMarks(pen, wide) {
    for (const band of this.marks) {
      const top = (1 - heightOf(band.toHz)) * this.height;
      const bottom = (1 - heightOf(band.fromHz)) * this.height;
      for (const x of [this.gutter - 3, this.gutter + wide + 3]) {
        pen.strokeStyle = color(band.db >= 0 ? "anomalous" : "unknown");
        pen.lineWidth = 3;
        pen.beginPath();
        pen.moveTo(x, top);
        pen.lineTo(x, Math.max(bottom, top + 3));
        pen.stroke();
      }
    }
  }
}
