// SPDX-License-Identifier: GPL-3.0-or-later
// What an operator can do, as buttons. Somebody who may not sees none.

import * as api from "./api.js";
import { clock, el } from "./text.js";

export function button(context, words, work, options = {}) {
  const node = el(
    "button",
    {
      type: "button",
      class: options.primary ? "primary" : null,
      "aria-pressed": options.pressed === undefined ? null : String(options.pressed),
      "data-action": options.name,
      onclick: async () => {
        node.disabled = true;
        try {
          const done = await work();
          if (done) context.say(done);
        } catch (error) {
          context.say(error.message);
        } finally {
          node.disabled = false;
        }
      },
    },
    words,
  );
  return node;
}

const HOUR = 3600;

// Mute, unmute and maintenance of a machine. `settings` as the server has them.
export function machineButtons(context, machine, settings, changed) {
  if (!context.here?.mayWrite) return [];
  const send = (path, body, words) => async () => {
    const now = await api.post(path, { machine, ...body });
    changed(now);
    return words(now);
  };
  const until = (now) => (now.mutedUntil ? `${machine} is muted until ${clock(now.mutedUntil, false)}` : `${machine} is muted until further notice`);
  const isMuted =
    (settings.mutedFrom || settings.mutedUntil) && (!settings.mutedUntil || Date.parse(settings.mutedUntil) > context.now());
  const mutes = isMuted
    ? [button(context, "Unmute", send("/machine/unmute", {}, () => `${machine} raises alarms again`), { name: "unmute" })]
    : [
        button(context, "Mute 1 h", send("/machine/mute", { forSeconds: HOUR }, until), { name: "mute-1h" }),
        button(context, "Mute 8 h", send("/machine/mute", { forSeconds: 8 * HOUR }, until), { name: "mute-8h" }),
        button(
          context,
          "Mute until …",
          async () => {
            const chosen = await askUntil();
            if (chosen === null) return null;
            return send("/machine/mute", chosen ? { until: chosen } : {}, until)();
          },
          { name: "mute-until" },
        ),
      ];
  return [
    ...mutes,
    button(
      context,
      settings.maintenance ? "End maintenance" : "Maintenance",
      send("/machine/maintenance", { on: !settings.maintenance }, (now) => (now.maintenance ? `${machine} is under maintenance` : `maintenance of ${machine} is over`)),
      { name: "maintenance", pressed: settings.maintenance },
    ),
  ];
}

// Asks for a time. "" is until further notice, null is nothing.
function askUntil() {
  return new Promise((resolve) => {
    const soon = new Date(Date.now() + 2 * HOUR * 1000);
    soon.setMinutes(soon.getMinutes() - soon.getTimezoneOffset(), 0, 0);
    const time = el("input", { type: "datetime-local", id: "until", value: soon.toISOString().slice(0, 16) });
    const end = (value) => () => {
      resolve(value());
      dialog.close();
    };
    const dialog = el(
      "dialog",
      { onclose: () => (resolve(null), dialog.remove()) },
      el(
        "form",
        { method: "dialog" },
        el("label", { for: "until" }, "Mute until"),
        time,
        el(
          "div",
          { class: "row" },
          el("button", { type: "button", class: "primary", onclick: end(() => (time.value ? new Date(time.value).toISOString() : null)) }, "Mute"),
          el("button", { type: "button", onclick: end(() => "") }, "Until further notice"),
          el("button", { type: "button", onclick: end(() => null) }, "Cancel"),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
