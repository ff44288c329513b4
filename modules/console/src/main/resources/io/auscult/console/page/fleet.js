// SPDX-License-Identifier: GPL-3.0-or-later
// All machines, worst first.

import * as api from "./api.js";
import { STATES, briefly, clock, color, el, stateMark, times } from "./text.js";

const RANK = new Map(STATES.map((state, rank) => [state, rank]));
const RELOAD_MILLIS = 60_000;

export function fleetPage(context, parameters) {
  const tiles = new Map();
  const chosen = new Set((parameters.get("state") || "").split(",").filter(Boolean));
  const search = el("input", {
    type: "search",
    placeholder: "Search machine, site or line   ( / )",
    "aria-label": "Search machine, site or line",
    oninput: arrange,
  });
  search.value = parameters.get("q") || "";
  const place = el("select", { "aria-label": "Site and line", onchange: arrange });
  const counts = el("div", { class: "counts", role: "group", "aria-label": "Filter by state" });
  const grid = el("div", { class: "tiles" });
  const empty = el("p", { class: "empty", hidden: true });
  const node = el("div", {}, el("div", { class: "row filters" }, search, place, counts), grid, empty);
  let loaded = false;
  let late = null;

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const tile = tiles.get(entry.target.dataset.machine);
      if (tile) {
        tile.visible = entry.isIntersecting;
        if (tile.visible) tile.draw();
      }
    }
  });

  async function load() {
    try {
      const fleet = await api.get("/fleet");
      const there = new Set(fleet.machines.map((machine) => machine.machine));
      for (const [id, tile] of tiles) {
        if (!there.has(id)) {
          tile.node.remove();
          tiles.delete(id);
        }
      }
      fleet.machines.forEach(take);
      loaded = true;
      arrange();
    } catch (error) {
      context.say(error.message);
    }
  }

  function take(machine) {
    let tile = tiles.get(machine.machine);
    if (!tile) {
      tile = new Tile(machine.machine, context);
      tiles.set(machine.machine, tile);
      seen.observe(tile.node);
    }
    tile.set(machine);
  }

  // However many tiles change at once, they are arranged once.
  function soon() {
    late ??= requestAnimationFrame(() => {
      late = null;
      arrange();
    });
  }

  function arrange() {
    const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const all = [...tiles.values()].filter((tile) => !tile.data.retired);
    const here = all.filter((tile) => tile.matches(words, place.value));
    showCounts(here);
    showPlaces(all);
    const shown = here.filter((tile) => !chosen.size || chosen.has(tile.data.state));
    shown.sort((a, b) => RANK.get(a.data.state) - RANK.get(b.data.state) || b.urgency() - a.urgency() || a.id.localeCompare(b.id, "en", { numeric: true }));
    const keep = new Set(shown);
    for (const tile of tiles.values()) if (!keep.has(tile)) tile.node.remove();
    let at = grid.firstElementChild;
    for (const tile of shown) {
      if (tile.node === at) at = at.nextElementSibling;
      else grid.insertBefore(tile.node, at);
    }
    empty.hidden = shown.length > 0;
    empty.textContent = !loaded
      ? "Reading the topics …"
      : tiles.size
        ? "No machine is like that."
        : "Nothing was heard yet. Gateways publish sound to auscult.audio, a pipeline scores it.";
  }

  function showCounts(machines) {
    const number = new Map(STATES.map((state) => [state, 0]));
    for (const tile of machines) number.set(tile.data.state, number.get(tile.data.state) + 1);
    for (const state of STATES) {
      let button = counts.querySelector(`[data-state=${state}]`);
      if (!button) {
        button = el(
          "button",
          {
            type: "button",
            "data-state": state,
            onclick: () => {
              if (!chosen.delete(state)) chosen.add(state);
              arrange();
            },
          },
          stateMark(state),
          el("b", {}),
        );
        counts.append(button);
      }
      button.hidden = number.get(state) === 0 && !chosen.has(state);
      button.setAttribute("aria-pressed", chosen.has(state));
      button.querySelector("b").textContent = number.get(state);
    }
  }

  function showPlaces(machines) {
    const places = [...new Set(machines.flatMap((tile) => tile.places()))].sort();
    const known = [...place.options].map((option) => option.value).slice(1);
    place.hidden = places.length === 0;
    if (places.join("\n") === known.join("\n") && place.options.length) return;
    const before = place.value;
    place.replaceChildren(el("option", { value: "" }, "All sites"), ...places.map((name) => el("option", { value: name }, name)));
    place.value = places.includes(before) ? before : "";
  }

  const reload = setInterval(load, RELOAD_MILLIS);
  const tick = setInterval(() => tiles.forEach((tile) => tile.visible && tile.words()), 1000);
  load();
  return {
    node,
    ontiles(changed) {
      if (!loaded) return;
      changed.forEach(take);
      soon();
    },
    onclose() {
      clearInterval(reload);
      clearInterval(tick);
      seen.disconnect();
    },
  };
}

class Tile {
  constructor(id, context) {
    this.id = id;
    this.context = context;
    this.visible = false;
    this.line = null;
    this.mark = el("span");
    this.since = el("span", { class: "soft" });
    this.over = el("span", { class: "soft" });
    this.notes = el("span", { class: "soft" });
    this.where = el("div", { class: "place" });
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.node = el(
      "a",
      { class: "tile", href: `#/machine/${encodeURIComponent(id)}`, "data-machine": id },
      el("div", { class: "name" }, id),
      this.where,
      el("div", { class: "line" }, this.mark, this.since),
      el("div", { class: "line" }, this.over, this.notes),
      this.canvas,
    );
  }

  set(machine) {
    const before = this.data;
    this.data = machine;
    if (machine.sparkline) {
      this.line = machine.sparkline;
    } else if (this.line && machine.over !== null && machine.newest) {
      this.follow(Date.parse(machine.newest) / 1000, machine.over);
    }
    if (before?.state !== machine.state) {
      this.node.className = `tile ${machine.state}`;
      this.node.dataset.state = machine.state;
      this.mark.replaceChildren(stateMark(machine.state));
    }
    const place = [machine.site, machine.line].filter(Boolean).join(" / ");
    this.where.textContent = [place, machine.type].filter(Boolean).join(" · ");
    this.over.textContent = times(machine.over);
    this.notes.textContent = machine.acknowledged ? "seen" : machine.notes.join(", ");
    this.node.title = machine.why;
    this.words();
    if (this.visible) this.draw();
  }

  words() {
    const since = this.data.since;
    this.since.textContent = since ? `for ${briefly((this.context.now() - Date.parse(since)) / 1000)}` : "";
    if (since) this.since.title = `since ${clock(since)}`;
  }

  // What was heard since the line was loaded belongs to its last pieces.
  follow(seconds, over) {
    const line = this.line;
    while (seconds >= line.endSeconds) {
      line.values.shift();
      line.values.push(null);
      line.endSeconds += line.stepSeconds;
    }
    const at = line.values.length - 1 - Math.floor((line.endSeconds - 1 - seconds) / line.stepSeconds);
    if (at >= 0) line.values[at] = Math.max(line.values[at] ?? -Infinity, over);
  }

  matches(words, place) {
    const text = [this.id, this.data.site, this.data.line, this.data.type].join(" ").toLowerCase();
    return words.every((word) => text.includes(word)) && (!place || this.places().includes(place));
  }

  // Among those that are well nobody is first: they would change places all the time.
  urgency() {
    return /anomalous|suspicious/.test(this.data.state) ? (this.data.over ?? 0) : 0;
  }

  places() {
    const { site, line } = this.data;
    if (!site) return line ? [line] : [];
    return line ? [site, `${site} / ${line}`] : [site];
  }

  draw() {
    if (!this.line) return;
    const ratio = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    if (!width) return;
    if (this.canvas.width !== Math.round(width * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    const pen = this.canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const values = this.line.values;
    const top = Math.max(1.5, ...values.filter((value) => value !== null));
    const y = (value) => height - 2 - (Math.max(0, value) / top) * (height - 4);
    pen.strokeStyle = color("threshold");
    pen.globalAlpha = 0.6;
    pen.setLineDash([3, 3]);
    pen.beginPath();
    pen.moveTo(0, y(1));
    pen.lineTo(width, y(1));
    pen.stroke();
    pen.globalAlpha = 1;
    pen.setLineDash([]);
    pen.strokeStyle = color("score");
    pen.lineWidth = 1.5;
    pen.lineJoin = "round";
    pen.beginPath();
    let gap = true;
    values.forEach((value, i) => {
      if (value === null) {
        gap = true;
        return;
      }
      const x = ((i + 0.5) / values.length) * width;
      if (gap) pen.moveTo(x - 0.5, y(value));
      pen.lineTo(x, y(value));
      gap = false;
    });
    pen.stroke();
  }
}
