/**
 * Takes a message to the server and brings back its answer, however long that takes. Called by queue.js.
 * Without an answer the identical message goes out again, after growing pauses; connection.js tells the page.
 */
import { setConnection } from "./connection.js";
import { readCsrf } from "./csrf.js";
import { announce } from "./dom.js";
import { use } from "./late.js";

/** How a message gets there, once; late/socket.js has its own way. */
export const line = { attempt };

const TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 600_000; // 10 MiB at 140 kbit/s
const KEEPALIVE_MAX_CHARS = 20_000;

/** `{status, update}` or `{status, code, errors}`; undefined when `abandoned`, or the component was stopped meanwhile. */
export async function deliver(component, message, abandoned) {
  // The snapshot and the CSRF token are for the page's own server only.
  if (new URL(component.url, document.baseURI).origin !== origin) return { status: 400, code: "other_origin" };
  for (let tries = 0; !component.isStopped && !abandoned.aborted; tries++) {
    const answer = await line.attempt(component.url, message, tries, abandoned).catch(() => ({}));
    if (abandoned.aborted) return;
    setConnection(isReached(answer) ? "online" : "offline");
    if (isFinal(answer, message.key)) return answer;
    announce(component.root, "retry", { status: answer.status, tries: tries + 1 });
    // The first pause is short, and no two browsers keep in step.
    await pause(answer.retryAfterS * 1000 || Math.min(250 * 2 ** tries, 10_000) * (0.5 + Math.random() / 2), abandoned);
  }
}

// A proxy answers for a server that it cannot reach; the server's own answers name the message.
const isReached = ({ status, key }) => key || status < 502 || status > 504;

// An answer to another message is not the one that is awaited; the host's own error page names no key.
function isFinal({ status, key, update }, awaited) {
  return status <= 500 && status !== 429 && (key === awaited || !(key || update));
}

// Ends early when the browser is online again, or when nobody waits for the answer any more.
function pause(ms, abandoned) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener("online", resolve, { once: true });
    abandoned.addEventListener("abort", resolve);
  });
}

// Rejects without an answer, or with half of one.
async function attempt(url, message, tries, abandoned) {
  let files;
  let body = JSON.stringify(message, (name, value) => (value instanceof File ? (files = use("files")) : value));
  if (files) body = (await files).pack(message);
  const [, token] = readCsrf();
  let response = await post(url, body, tries, abandoned);
  // Another tab has signed in since: once more with its token.
  if (response.status === 403 && readCsrf()[1] !== token) response = await post(url, body, tries, abandoned);
  // The host sends elsewhere, as to a login page: so does a refresh.
  if (response.type === "opaqueredirect") return { status: 401, code: "signed_out" };
  const { status, headers } = response;
  const { type, key, code, errors, ...update } = parseBody(await response.text());
  return {
    status, key, code, errors,
    update: type === "component_update" && [200, 409, 422].includes(status) && update,
    retryAfterS: headers.get("Retry-After"),
  };
}

function post(url, body, tries, abandoned) {
  const headers = { "X-Component-Request": "1" };
  if (body.length) headers["Content-Type"] = "application/json"; // what late/files.js packs says its own
  const [header, token] = readCsrf();
  if (header) headers[header] = token;
  return fetch(url, {
    method: "POST", headers, body, redirect: "manual",
    // Lets a message finish whose page is being left. Browsers bound what is under way so, all together: not for a retry.
    keepalive: !tries && body.length < KEEPALIVE_MAX_CHARS,
    signal: AbortSignal.any([abandoned, AbortSignal.timeout(body.length ? TIMEOUT_MS : UPLOAD_TIMEOUT_MS)]),
  });
}

function parseBody(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {}; // the host's own page
  }
}
