/**
 * Takes a message to the server and brings back its answer, however long that takes. Called by queue.js.
 * Without an answer the identical message goes out again, after growing pauses.
 */
import { csrfHeaders, csrfToken } from "./csrf.js";
import { announce } from "./dom.js";

const TIMEOUT_MS = 30_000;
const KEEPALIVE_MAX_CHARS = 20_000;

/** `{status, update}` or `{status, code, errors}`; undefined when the component was stopped meanwhile. */
export async function deliver(component, message) {
  const body = JSON.stringify(message);
  for (let tries = 0; !component.isStopped; tries++) {
    const answer = await attempt(component.url, body, tries);
    if (isFinal(answer, message.key)) return answer;
    const pauseMs = answer.retryAfterMs ?? backoffMs(tries);
    announce(component.root, "retry", { status: answer.status, tries: tries + 1, pauseMs });
    await pause(pauseMs);
  }
}

/** The pause before the next try: the first is short, and no two browsers keep in step. */
export const backoffMs = (tries) => Math.min(250 * 2 ** tries, 10_000) * (0.5 + Math.random() / 2);

/** Ends early when the browser is online again. */
export function pause(ms) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
  });
}

// An answer to another message is not the one that is awaited; the host's own error page names no key.
function isFinal({ status, key, update }, awaited) {
  if (!status || status === 429 || status > 500) return false;
  return key === awaited || (key === undefined && !update);
}

async function attempt(url, body, tries) {
  const token = csrfToken();
  let response = await post(url, body, tries);
  // Another tab has signed in since: once more with its token.
  if (response?.status === 403 && csrfToken() !== token) response = await post(url, body, tries);
  return response ? readAnswer(response) : {};
}

async function post(url, body, tries) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Component-Request": "1", ...csrfHeaders() },
    body,
    redirect: "manual",
    // Lets a click finish that leads away. Browsers bound what is under way so, all together: not for a retry.
    keepalive: !tries && body.length < KEEPALIVE_MAX_CHARS,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  try {
    const response = await fetch(url, options);
    return { response, status: response.status, text: await response.text() };
  } catch {
    return null; // no answer, or half of one
  }
}

function readAnswer({ response, status, text }) {
  // The host sends elsewhere, as to a login page: so does a refresh.
  if (response.type === "opaqueredirect") return { status: 401, code: "signed_out" };
  const body = parseBody(text);
  const update = body.type === "component_update" && [200, 409, 422].includes(status) ? body : undefined;
  const retryAfterS = Number.parseInt(response.headers.get("Retry-After"), 10);
  const { code, errors } = body;
  const key = body.key ?? undefined;
  return { status, key, update, code, errors, retryAfterMs: retryAfterS >= 0 ? retryAfterS * 1000 : undefined };
}

function parseBody(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {}; // the host's own page
  }
}
