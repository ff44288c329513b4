// SPDX-License-Identifier: GPL-3.0-or-later
// What sounded wrong in the last weeks.

import * as api from "./api.js";
import { bandText, clock, duration, el, stateMark } from "./text.js";

const VERDICTS = { real: "real", false_alarm: "false alarm", normal: "normal" };

export function anomalyItem(anomaly, context, withMachine = true) {
  const open = anomaly.state !== "closed";
  const end = open ? context.now() : Date.parse(anomaly.closedAt);
  const place = [anomaly.site, anomaly.line].filter(Boolean).join(" / ");
  const judged = anomaly.label ? VERDICTS[anomaly.label.verdict] : anomaly.acknowledged ? "seen" : "not judged";
  return el(
    "li",
    {},
    el(
      "a",
      { class: "item", href: `#/anomaly/${anomaly.anomaly}` },
      el("span", {}, clock(anomaly.openedAt)),
      el(
        "span",
        {},
        withMachine && el("b", {}, anomaly.machine, " "),
        withMachine && place && el("span", { class: "soft" }, place, " "),
        el("span", {}, `${anomaly.over.toFixed(2)} × threshold`),
        anomaly.bands.length > 0 && el("span", { class: "soft" }, ` · ${bandText(anomaly.bands[0])}`),
      ),
      el(
        "span",
        { class: "soft" },
        open ? stateMark("anomalous") : `${duration((end - Date.parse(anomaly.openedAt)) / 1000)}, ${anomaly.closeReason}`,
        ` · ${judged}`,
      ),
    ),
  );
}

export function anomaliesPage(context) {
  const list = el("ul", { class: "list" });
  const only = el("input", { type: "checkbox", id: "open-only", onchange: show });
  const node = el(
    "div",
    {},
    el("div", { class: "row spread" }, el("h1", {}, "Anomalies"), el("label", { class: "row" }, only, "only open ones")),
    el("p", { class: "soft" }, "Of the last 30 days, the latest first."),
    list,
  );
  let anomalies = [];
  let version = null;

  function show() {
    const shown = anomalies.filter((anomaly) => !only.checked || anomaly.state !== "closed");
    list.replaceChildren(
      ...(shown.length
        ? shown.map((anomaly) => anomalyItem(anomaly, context))
        : [el("li", { class: "empty" }, only.checked ? "No anomaly is open." : "No anomaly so far.")]),
    );
  }

  async function load() {
    try {
      anomalies = (await api.get("/anomalies", { limit: 200 })).anomalies;
      show();
    } catch (error) {
      context.say(error.message);
    }
  }

  load();
  return {
    node,
    onstatus(status) {
      if (version !== null && version !== status.anomaliesVersion) load();
      version = status.anomaliesVersion;
    },
  };
}
