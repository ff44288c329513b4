// SPDX-License-Identifier: GPL-3.0-or-later
// Talks to the server.

const ROOT = "/api/v1";
let csrfToken = "";

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function send(path, options) {
  let response;
  try {
    response = await fetch(ROOT + path, { credentials: "same-origin", ...options });
  } catch {
    throw new ApiError(0, "the console does not answer");
  }
  if (!response.ok) {
    let message = response.statusText || `error ${response.status}`;
    try {
      message = (await response.json()).error || message;
    } catch {
      // Not ours: a proxy's, perhaps.
    }
    throw new ApiError(response.status, message);
  }
  return response;
}

export async function get(path, parameters) {
  return (await send(path + query(parameters))).json();
}

export async function post(path, body) {
  const response = await send(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrfToken },
    body: JSON.stringify(body || {}),
  });
  return response.json();
}

export async function session() {
  const here = await get("/session");
  csrfToken = here.csrfToken;
  return here;
}

export async function login(token) {
  const here = await post("/session", { token });
  csrfToken = here.csrfToken;
  return here;
}

export async function logout() {
  await send("/session", { method: "DELETE" });
}

export function query(parameters) {
  const given = Object.entries(parameters || {}).filter(([, value]) => value !== null && value !== undefined);
  return given.length ? "?" + new URLSearchParams(given) : "";
}

export const url = (path, parameters) => ROOT + path + query(parameters);

// Columns of a spectrogram: a byte a band, 0: no sound.
export async function columns(path, parameters) {
  const response = await send(path + query(parameters));
  const head = (name) => Number(response.headers.get("Auscult-" + name));
  return {
    startMicros: head("Start-Micros"),
    columnMicros: head("Column-Micros"),
    bands: head("Bands"),
    bytes: new Uint8Array(await response.arrayBuffer()),
  };
}

// What changes, for as long as the page is open. A browser connects again by itself.
export function listen(handlers) {
  const source = new EventSource(ROOT + "/events");
  source.addEventListener("tiles", (event) => handlers.tiles(JSON.parse(event.data)));
  source.addEventListener("status", (event) => handlers.status(JSON.parse(event.data)));
  source.addEventListener("full", (event) => {
    source.close();
    handlers.lost(JSON.parse(event.data).error);
  });
  source.addEventListener("error", () => handlers.lost("the console does not answer"));
  return source;
}
