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
  let shownTrial = null;
  let timer = null;
  let closed = false;
  const trial = el("section", { class: "card", "aria-label": "Trial", hidden: true });
  const compared = el("tbody");
  const comparedWords = el("p", { class: "soft" });
  const comparedTable = table(["Machine", "Windows", "Correlation", "Champion over", "Challenger over"], compared, [1, 2, 3, 4]);
  const node = el(
    "div",
    {},
    el("h1", {}, "Models"),
    el("section", { class: "card", "aria-label": "Who scores" }, el("header", {}, el("h2", {}, "Who scores")), roles, el("p", {}), buttons),
    trial,
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
      const now = await api.post(path, body);
      show(now);
      again(1_000);
      return now.promotion?.state === "trying" && path.endsWith("promote") ? "It is tried against the champion first." : "Done: pipelines change within seconds.";
    };
    const question = (release) => `Make ${release} the champion? It is tried against the present one first.`;
    showTrial(models.promotion, alias.get("champion")?.release, act);
    buttons.replaceChildren(
      ...(may && alias.has("challenger")
        ? [button(context, "Promote the challenger", act("/models/promote", { release: "challenger" }, question("the challenger")), { name: "promote", primary: true })]
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
              ? button(context, "Promote", act("/models/promote", { release: release.release }, question(release.release)), { name: "promote-release" })
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

  function showTrial(promotion, champion, act) {
    const isUnfinished = promotion?.state === "refused" || promotion?.state === "failed";
    trial.hidden = !promotion || (isUnfinished && promotion.release === champion);
    const now = JSON.stringify(promotion);
    if (trial.hidden || now === shownTrial) return;
    shownTrial = now;
    const ends = {
      trying: `${promotion.release} is being tried against ${promotion.champion}: ${Math.floor(promotion.done * 100)} %`,
      promoted: `${promotion.release} stood its trial against ${promotion.champion} and is the champion.`,
      refused: `${promotion.release} was not promoted: it is worse than ${promotion.champion}.`,
      failed: `${promotion.release} could not be tried against ${promotion.champion}.`,
    };
    trial.dataset.state = promotion.state;
    trial.replaceChildren(
      el("header", {}, el("h2", {}, "Trial"), el("span", { class: "soft" }, `begun ${clock(promotion.begunAt)}, by ${promotion.by}`)),
      el("p", { role: "status" }, ends[promotion.state]),
      ...(promotion.state === "trying" ? [el("progress", { max: "1", value: String(promotion.done) })] : []),
      ...(promotion.reasons.length ? [el("ul", {}, promotion.reasons.map((reason) => el("li", {}, reason)))] : []),
      ...(promotion.lines.length
        ? [el("details", {}, el("summary", {}, "All of it"), el("div", { class: "scroll" }, el("pre", {}, promotion.lines.join("\n"))))]
        : []),
      ...(isUnfinished && context.here?.mayWrite
        ? [
            button(
              context,
              "Promote all the same",
              act("/models/promote", { release: promotion.release, force: true }, `Make ${promotion.release} the champion without a trial?`),
              { name: "promote-force" },
            ),
          ]
        : []),
    );
  }

  async function load() {
    try {
      const models = await api.get("/models");
      show(models);
      again(models.promotion?.state === "trying" ? 1_000 : 10_000);
    } catch (error) {
      context.say(error.message);
      again(10_000);
    }
  }

  function again(millis) {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(load, millis);
  }

  load();
  return {
    node,
    onclose() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
