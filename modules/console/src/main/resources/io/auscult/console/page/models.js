// SPDX-License-Identifier: GPL-3.0-or-later
// Releases, which of them scores, and how the challenger compares.

import * as api from "./api.js";
import { button } from "./actions.js";
import { clock, el } from "./text.js";

const percent = (share) => `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %`;

export function modelsPage(context) {
  const roles = el("dl", { class: "facts" });
  const buttons = el("div", { class: "row" });
  const releases = el("tbody");
  const compared = el("tbody");
  const comparedWords = el("p", { class: "soft" });
  const comparedTable = table(["Machine", "Windows", "Correlation", "Champion over", "Challenger over"], compared, [1, 2, 3, 4]);
  const node = el(
    "div",
    {},
    el("h1", {}, "Models"),
    el("section", { class: "card", "aria-label": "Who scores" }, el("header", {}, el("h2", {}, "Who scores")), roles, el("p", {}), buttons),
    el(
      "section",
      { class: "card", "aria-label": "Champion and challenger" },
      el("header", {}, el("h2", {}, "Challenger beside champion")),
      comparedWords,
      comparedTable,
    ),
    el(
      "section",
      { class: "card", "aria-label": "Releases" },
      el("header", {}, el("h2", {}, "Releases"), el("span", { class: "soft" }, "the latest first")),
      table(["Release", "", "Published", "By", "Recipe", "Machines", "Thresholds", "Size", ""], releases, [5, 7]),
    ),
  );

  function table(names, body, numbers) {
    return el(
      "div",
      { class: "scroll" },
      el("table", {}, el("thead", {}, el("tr", {}, names.map((name, i) => el("th", { class: numbers.includes(i) ? "number" : null }, name)))), body),
    );
  }

  function show(models) {
    const alias = new Map(models.aliases.map((each) => [each.alias, each]));
    const entry = (name, words) => {
      const set = alias.get(name);
      return [el("dt", {}, words), el("dd", {}, set ? `${set.release} — since ${clock(set.setAt)}, by ${set.setBy || "?"}` : "none")];
    };
    roles.replaceChildren(...entry("champion", "Champion"), ...entry("challenger", "Challenger"), ...entry("previous", "Champion before"));
    const may = context.here?.mayWrite;
    const act = (path, body, question) => async () => {
      if (!confirm(question)) return null;
      show(await api.post(path, body));
      return "Done: pipelines change within seconds.";
    };
    buttons.replaceChildren(
      ...(may && alias.has("challenger")
        ? [button(context, "Promote the challenger", act("/models/promote", { release: "challenger" }, "Make the challenger the champion?"), { name: "promote", primary: true })]
        : []),
      ...(may && alias.has("previous")
        ? [button(context, "Roll back", act("/models/rollback", {}, `Make ${alias.get("previous").release} the champion again?`), { name: "rollback" })]
        : []),
    );
    releases.replaceChildren(
      ...models.releases.map((release) =>
        el(
          "tr",
          {},
          el("td", { class: "id" }, release.release),
          el("td", {}, release.aliases.map((name) => el("span", { class: `tag ${name}` }, name))),
          el("td", {}, clock(release.publishedAt, false)),
          el("td", {}, release.publishedBy),
          el("td", {}, release.unreadable ? el("span", { title: release.unreadable }, "cannot be read") : release.recipe),
          el("td", { class: "number" }, release.machines ?? ""),
          el("td", {}, release.calibrated ? "calibrated" : "none"),
          el("td", { class: "number" }, `${(release.bytes / 1e6).toFixed(1)} MB`),
          el(
            "td",
            {},
            may && !release.aliases.includes("champion")
              ? button(context, "Promote", act("/models/promote", { release: release.release }, `Make ${release.release} the champion?`), { name: "promote-release" })
              : null,
          ),
        ),
      ),
    );
    if (!models.releases.length) {
      releases.replaceChildren(el("tr", {}, el("td", { colspan: 9, class: "soft" }, "Nothing is published: auscult model publish model.zip --as champion")));
    }
    comparedTable.hidden = !models.compared.length;
    comparedWords.textContent = models.compared.length
      ? `Windows that both judged since this console began to listen (challenger ${models.comparedVersion}). Over: share of windows over the own threshold.`
      : "No challenger scores beside the champion on auscult.shadow-scores.";
    compared.replaceChildren(
      ...models.compared.map((row) =>
        el(
          "tr",
          {},
          el("td", {}, row.machine),
          el("td", { class: "number" }, row.windows),
          el("td", { class: "number" }, row.correlation === null ? "–" : row.correlation.toFixed(3)),
          el("td", { class: "number" }, percent(row.championOver)),
          el("td", { class: "number" }, percent(row.challengerOver)),
        ),
      ),
    );
  }

  async function load() {
    try {
      show(await api.get("/models"));
    } catch (error) {
      context.say(error.message);
    }
  }

  const timer = setInterval(load, 10_000);
  load();
  return { node, onclose: () => clearInterval(timer) };
}
