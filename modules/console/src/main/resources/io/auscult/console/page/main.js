// SPDX-License-Identifier: GPL-3.0-or-later
// Which page is shown, and what all of them share.

import * as api from "./api.js";
import { anomaliesPage } from "./anomalies.js";
import { anomalyPage } from "./anomaly.js";
import { fleetPage } from "./fleet.js";
import { machinePage } from "./machine.js";
import { modelsPage } from "./models.js";
import { briefly, el } from "./text.js";

const main = document.getElementById("main");
const statusLine = document.getElementById("status");
const toast = document.getElementById("toast");

// What every page may use. Pages register `ontiles` and `onstatus`, and `onclose` to end what they began.
const context = {
  here: null,
  status: null,
  offsetMillis: 0,
  now: () => Date.now() + context.offsetMillis,
  say(message) {
    toast.textContent = message;
    toast.hidden = false;
    clearTimeout(context.toastTimer);
    context.toastTimer = setTimeout(() => (toast.hidden = true), 6000);
  },
};

let page = {};

function route() {
  const [path, search] = (location.hash.slice(1) || "/").split("?");
  const parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  const parameters = new URLSearchParams(search || "");
  switch (parts[0]) {
    case undefined:
      return ["fleet", "Fleet", () => fleetPage(context, parameters)];
    case "machine":
      return ["fleet", parts[1], () => machinePage(context, parts[1], parameters)];
    case "anomalies":
      return ["anomalies", "Anomalies", () => anomaliesPage(context, parameters)];
    case "anomaly":
      return ["anomalies", "Anomaly", () => anomalyPage(context, parts[1])];
    case "models":
      return ["models", "Models", () => modelsPage(context)];
    default:
      return ["", "Not found", () => ({ node: el("p", { class: "empty" }, "There is no such page.") })];
  }
}

function show() {
  page.onclose?.();
  const [name, title, open] = route();
  document.title = `${title} · Auscult`;
  for (const link of document.querySelectorAll("[data-page]")) {
    if (link.dataset.page === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  page = open();
  main.replaceChildren(page.node);
  page.onshow?.();
  window.scrollTo(0, 0);
}

function showStatus(status) {
  context.status = status;
  context.offsetMillis = Date.parse(status.now) - Date.now();
  const parts = [el("span", { class: "dot" })];
  let words = "live";
  if (status.trouble && status.ready) words = status.trouble;
  else if (!status.ready) words = "reading the topics …";
  else if (!status.historyWhole && status.historyFrom) {
    const back = briefly((context.now() - Date.parse(status.historyFrom)) / 1000);
    words = `live · history of ${back}, older is being read`;
  }
  statusLine.className = "status" + (status.trouble && status.ready ? " bad" : "");
  parts.push(el("span", {}, words));
  const person = context.here;
  if (person?.name) {
    const what = person.mayWrite ? "" : " (read only)";
    parts.push(el("span", {}, `· ${person.name}${what}`));
  }
  statusLine.replaceChildren(...parts);
}

function lost(why) {
  statusLine.className = "status bad";
  statusLine.replaceChildren(el("span", { class: "dot" }), el("span", {}, why));
}

function start() {
  api.listen({
    tiles: (tiles) => page.ontiles?.(tiles),
    status: (status) => {
      showStatus(status);
      page.onstatus?.(status);
    },
    lost,
  });
  window.addEventListener("hashchange", show);
  document.addEventListener("keydown", keys);
  show();
}

function keys(event) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "/" && !typing) {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    } else {
      location.hash = "#/";
    }
  } else if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    if (typing) event.target.blur();
    else if (location.hash && location.hash !== "#/") history.length > 1 ? history.back() : (location.hash = "#/");
  }
}

function askForToken() {
  const input = el("input", { type: "password", name: "token", autocomplete: "current-password", required: true, id: "token" });
  const problem = el("p", { class: "state anomalous", role: "alert" });
  const form = el(
    "form",
    {
      onsubmit: async (event) => {
        event.preventDefault();
        try {
          context.here = await api.login(input.value);
          start();
        } catch (error) {
          problem.textContent = error.message;
        }
      },
    },
    el("h1", {}, "Who are you?"),
    el("label", { for: "token" }, "Your token"),
    input,
    problem,
    el("button", { class: "primary" }, "Log in"),
  );
  main.replaceChildren(el("div", { class: "card login" }, form));
  input.focus();
}

try {
  context.here = await api.session();
  if (context.here.loginNeeded) askForToken();
  else start();
} catch (error) {
  main.replaceChildren(el("p", { class: "empty" }, `The console cannot be shown: ${error.message}.`));
}
