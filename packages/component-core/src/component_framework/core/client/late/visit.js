/**
 * Visits a page: fetches it, has late/page.js put it in, or leaves it to the browser where that cannot be. One at a
 * time: a newer visit ends the one before. Called by late/navigate.js; late/signs.js shows meanwhile that it is under way.
 */
const LAST_WORDS_MS = 5_000;
const LOOK_MS = 20;
let core;
let heads; // late/head.js
let pages; // late/page.js
let signs; // late/signs.js
let current; // {visit, abort}

export async function start(given) {
  core = given;
  core.fetchPage = fetchPage; // for late/prefetch.js
  [heads, pages, signs] = await Promise.all(["head", "page", "signs"].map(core.use));
}

/** Something is posted from the form, and no answer has come yet. */
export const isUnderWay = (form) => !!current?.visit.body && current.visit.element === form;

export const stop = () => current?.abort.abort();

/** `visit` as in late/navigate.js. `enter(url)` is called right before the page is put in; gives where to scroll to. */
export async function run(visit, enter) {
  if (!announce("navigate", visit.url)) return;
  stop();
  const own = (current = { visit, abort: new AbortController() });
  const { signal } = own.abort;
  core.components.forEach((component) => core.flushPending(component));
  signs.begin(visit);
  try {
    const answer = await answerTo(visit, signal);
    if (signal.aborted) return;
    if (answer) await show(visit, answer, { enter, signal });
    else fail(visit);
  } catch (error) {
    reportError(error);
    leave(visit.url, visit);
  } finally {
    if (current === own) {
      current = undefined;
      signs.end();
    }
  }
}

/** Undefined when there is none. */
async function answerTo(visit, signal) {
  return (await core.prefetched?.(visit)) ?? fetchPage(visit.url, { body: visit.body, signal }).catch(() => undefined);
}

const announce = (name, { href }) => document.dispatchEvent(new CustomEvent("live:" + name, { cancelable: true, detail: { url: href } }));

/** `{url: where it comes from in the end, status, isRedirected, policy, response}`, and `html` if that is what it is. */
async function fetchPage(address, { body, signal, headers }) {
  const method = body ? "POST" : "GET";
  const response = await fetch(address, { method, body, signal, headers: { Accept: "text/html", ...headers } });
  const header = (name) => response.headers.get(name) ?? "";
  const isHtml = /^text\/html\b/i.test(header("Content-Type")) && !isFile(response);
  if (!isHtml && !body) response.body?.cancel();
  const url = new URL(response.url);
  url.hash = address.hash; // no answer tells of its own
  return {
    url, response,
    status: response.status,
    isRedirected: response.redirected,
    policy: header("Content-Security-Policy"),
    html: isHtml ? await response.text() : undefined,
  };
}

const isFile = ({ headers }) => /^attachment/i.test(headers.get("Content-Disposition") ?? "");

async function show(visit, answer, { enter, signal }) {
  const { url, status, html } = answer;
  const isPosted = visit.body && !answer.isRedirected;
  if (status === 204 || status === 205) return; // there is nothing to show
  if (html === undefined && isPosted) return open(answer.response);
  const page = html !== undefined && pages.parse(answer);
  // What was posted is not posted again: its answer is shown, whatever it looks like.
  if (!page || (!isPosted && (status >= 500 || !pages.fits(page)))) return leave(url, visit);
  try {
    await heads.prepare(page, signal);
    await lastWords();
    if (signal.aborted) return;
    pages.swap(page, { element: visit.element, enter });
  } finally {
    heads.tidy(page);
  }
  announce("navigated", url);
  await heads.runScripts(page, signal);
}

/** What waits behind a message under way would go with its component. */
async function lastWords() {
  const until = performance.now() + LAST_WORDS_MS;
  const components = () => [...core.components.values()];
  components().forEach((component) => core.flushPending(component));
  await null; // by then the queue has taken it
  while (components().some(({ waiting }) => waiting.length) && performance.now() < until)
    await new Promise((done) => setTimeout(done, LOOK_MS));
  components().forEach((component) => core.flushPending(component));
}

/** A full load. Where only the hash differs the browser would not do it. */
function leave(url, { isBack }) {
  core.letGo?.();
  if (!isBack && url.href.split("#")[0] !== location.href.split("#")[0]) return location.assign(url);
  history.replaceState(history.state, "", url);
  location.reload();
}

// What was posted may have been done: nobody but the user decides to post it again.
function fail(visit) {
  if (!visit.body) return leave(visit.url, visit);
  signs.showFailure();
  if (announce("navigate-error", visit.url)) console.error(`component-framework: no answer to what was posted to ${visit.url}`);
}

async function open(response) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  if (isFile(response)) link.download = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition"))?.[1] ?? "";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
