// SPDX-License-Identifier: GPL-3.0-or-later
// How things are said, and how elements are made. Text is always set as text, never as HTML.

export function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
// A shape of its own for each state: nobody needs to tell red from green.
const SHAPES = {
  anomalous: "M8 1 15.500 14.500H.5Z",
  suspicious: "M8 .5 15.500 8 8 15.500.5 8Z",
  silent: "M1 1 15 15M15 1 1 15",
  unknown: "M4.500 5.500a3.500 3.500 0 1 1 5 3.200c-1.200.6-1.500 1.100-1.500 2.300M8 14.500v.5",
  stale: "M8 4v4.500l3 2M8 1a7 7 0 1 0 .01 0",
  muted: "M3 2h3.500v12H3ZM9.500 2H13v12H9.500Z",
  healthy: "M8 1a7 7 0 1 0 .01 0Z",
};
const OUTLINED = new Set(["silent", "unknown", "stale"]);

export const STATES = Object.keys(SHAPES);

export function stateMark(state, chip) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[state] || SHAPES.unknown);
  path.setAttribute("fill", OUTLINED.has(state) ? "none" : "currentColor");
  if (OUTLINED.has(state)) {
    path.setAttribute("stroke", "currentColor");
    path.setAttribute("stroke-width", "2.200");
    path.setAttribute("stroke-linecap", "round");
  }
  svg.append(path);
  return el("span", { class: `state ${state}${chip ? " chip" : ""}` }, svg, state);
}

export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60 ? `${s % 60} s` : ""}`.trim();
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

export function briefly(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86400)} d`;
}

export function clock(iso, withSeconds = true) {
  const time = new Date(iso);
  const today = new Date().toDateString() === time.toDateString();
  const options = { hour: "2-digit", minute: "2-digit", hour12: false };
  if (withSeconds) options.second = "2-digit";
  const text = time.toLocaleTimeString("en-GB", options);
  return today ? text : `${time.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${text}`;
}

export function hertz(hz) {
  return hz < 1000 ? `${Math.round(hz)} Hz` : `${(hz / 1000).toFixed(hz < 10000 ? 1 : 0)} kHz`;
}

export function bandText(band) {
  const range =
    band.toHz < 1000
      ? `${Math.round(band.fromHz)}–${Math.round(band.toHz)} Hz`
      : `${(band.fromHz / 1000).toFixed(band.fromHz < 1000 ? 2 : 1)}–${(band.toHz / 1000).toFixed(1)} kHz`;
  const much = Math.abs(band.db).toFixed(Math.abs(band.db) < 10 ? 1 : 0);
  return `${range} ${much} dB ${band.db >= 0 ? "louder" : "quieter"}`;
}

export function times(over) {
  return over === null || over === undefined ? "no score" : `${over.toFixed(over < 10 ? 2 : 0)} × threshold`;
}

// How seldom healthy sound gets such a score.
export function seldom(probability) {
  if (!(probability > 0)) return "healthy sound never got such a score";
  if (probability > 0.2) return `${Math.round(probability * 100)} % of healthy windows score at least this`;
  if (probability < 1e-6) return "fewer than 1 in a million healthy windows score this much";
  return `1 in ${Math.round(1 / probability).toLocaleString("en")} healthy windows scores at least this`;
}

export const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
