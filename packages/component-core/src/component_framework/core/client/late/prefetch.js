/**
 * Fetches the page of a link that is about to be followed: the pointer rests on it, it is pressed, or it has the focus.
 * Started by late/navigate.js; late/visit.js asks for what has come. An update of any component drops it all: the server
 * has something new.
 */
const INTENT_MS = 65;
const FRESH_MS = 30_000;
const AT_ONCE = 3;
const MOST = 8;
const pages = new Map(); // address -> {at, answer}, the oldest first
let core;
let timer;
let underWay = 0;

export function start(given) {
  core = given;
  core.prefetched = prefetched;
  for (const type of ["pointerover", "focusin"]) document.addEventListener(type, ({ target }) => mean(target, INTENT_MS));
  for (const type of ["pointerout", "focusout"]) document.addEventListener(type, () => clearTimeout(timer));
  document.addEventListener("pointerdown", ({ target, button }) => button || mean(target, 0));
  document.addEventListener("live:update", () => pages.clear());
}

/** What has come, or is about to, for a visit; nothing where it may be old by now. */
function prefetched({ url, body, isBack }) {
  const { at, answer } = pages.get(withoutHash(url)) ?? {};
  const isBusy = [...core.components.values()].some(({ pending, waiting, sent }) => pending.length + waiting.length + sent.length);
  pages.delete(withoutHash(url));
  if (body) pages.clear();
  if (body || isBack || isBusy || !(performance.now() - at < FRESH_MS)) return undefined;
  return answer.then((page) => page && Object.assign(page.url, { hash: url.hash }) && page);
}

const withoutHash = ({ href }) => href.split("#")[0];

function mean(target, ms) {
  const link = target instanceof Element && core.closest(target, "a[href],area[href]");
  if (!link) return;
  clearTimeout(timer);
  timer = setTimeout(() => isWanted(link) && prefetch(core.linkTo(link)), ms);
}

function isWanted(link) {
  const off = core.closest(link, "[data-live-prefetch]");
  const isOff = off && core.attr(off, "data-live-prefetch") === "off";
  return !isOff && !navigator.connection?.saveData && core.attr(link, "data-live-click") === null && link.isConnected;
}

function prefetch(url) {
  if (!url || underWay >= AT_ONCE) return;
  const key = withoutHash(url);
  if (performance.now() - pages.get(key)?.at < FRESH_MS || key === withoutHash(location)) return;
  underWay++;
  const page = core.fetchPage(url, { headers: { Purpose: "prefetch" } }).finally(() => underWay--);
  pages.delete(key);
  pages.set(key, { at: performance.now(), answer: page.then((one) => (one.status < 400 ? one : undefined), () => undefined) });
  for (const old of [...pages.keys()].slice(0, -MOST)) pages.delete(old);
}
