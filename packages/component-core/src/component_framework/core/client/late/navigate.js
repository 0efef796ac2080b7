/**
 * Follows the links and forms within `data-live-navigate` without a full page load, and goes back and forward. What is
 * not meant here stays the browser's. late/visit.js fetches a page, late/page.js puts it in.
 *
 * Each entry of the history has in its state `liveIndex`, its place among the entries of this tab, and `liveScroll`,
 * where it was scrolled to. `core.shown` is the address of what the page shows; after "back" it differs from the browser's.
 */
const SCROLL_MS = 100;
let core;
let pages; // late/page.js
let visits; // late/visit.js
let index; // of the entry that is shown
const places = []; // index -> where its entry is scrolled to, sooner than its state can say
let isAllowed = false; // the next step back or forward has been asked about

export async function start(given) {
  core = given;
  [pages, visits] = await Promise.all(["page", "visit"].map(core.use));
  core.use("prefetch").catch(console.error);
  core.shown ??= location.href;
  Object.assign(core, { follows, nextState, redirect, linkTo });
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  // Before late/query.js, which follows what `follows` leaves to it.
  addEventListener("popstate", onPop, true);
  followScroll();
}

/** The state of an entry that comes after this one. Called by late/effects.js, too. */
function nextState() {
  keepScroll();
  places.length = ++index;
  return { liveIndex: index };
}

/** Where the link leads to, if that is a page for us to show. */
function linkTo(link) {
  const { origin, protocol, href, hash } = new URL(link.href);
  const isOther = origin !== location.origin || protocol !== location.protocol;
  const isHere = hash && isSamePage(href, location.href);
  return isOther || isHere || core.attr(link, "download") !== null || !isOurs(link, core.attr(link, "target")) ? null : new URL(href);
}

function isOurs(element, target) {
  const scope = core.closest(element, "[data-live-navigate]");
  const frame = target || document.querySelector("base[target]")?.target;
  return !!scope && core.attr(scope, "data-live-navigate") !== "off" && /^(_self)?$/i.test(frame ?? "");
}

const withoutHash = (href) => href.split("#")[0];
const isSamePage = (one, other) => withoutHash(one) === withoutHash(other);

function onClick(event) {
  const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
  const link = target instanceof Element && core.closest(target, "a[href],area[href]");
  if (!link || event.defaultPrevented || button || ctrlKey || metaKey || shiftKey || altKey) return;
  keepScroll(); // the browser itself may be about to leave the entry
  const url = linkTo(link);
  if (!url) return;
  event.preventDefault();
  go({ url, element: link });
}

function onSubmit(event) {
  const { target: form, submitter } = event;
  if (event.defaultPrevented) return;
  const given = (name) => (submitter && core.attr(submitter, "form" + name)) ?? core.attr(form, name);
  const method = given("method")?.toUpperCase() ?? "GET";
  const url = new URL(given("action") || location.href, document.baseURI);
  const isKnown = url.origin === location.origin && method !== "DIALOG" && given("enctype") !== "text/plain";
  if (!isKnown || !isOurs(form, given("target"))) return;
  event.preventDefault();
  const values = new FormData(form, submitter);
  if (method === "POST") go({ url, element: form, body: given("enctype") === "multipart/form-data" ? values : encode(values) });
  else {
    url.search = encode(values);
    go({ url, element: form });
  }
}

// As a browser does it.
const encode = (values) => new URLSearchParams([...values].map(([name, value]) => [name, value.name ?? value.replace(/\r\n?|\n/g, "\r\n")]));

/** `visit`: {url, element: the link or form, body: what is posted, isBack: the browser shows the address already}. */
function go(visit) {
  // Sent twice it would be done twice.
  if (visit.body && visits.isUnderWay(visit.element)) return;
  ask(visit.element, () => visits.run(visit, (url) => enter(url, visit)));
}

function ask(element, proceed) {
  const form = core.unsaved?.(element);
  if (form) core.use("confirm").then((part) => part.ask(form, core.attr(form, "data-live-guard"), proceed));
  else proceed();
}

/** Takes the address into the history, right before its page is shown. */
function enter(url, { isBack }) {
  const isSame = url.href === location.href;
  if (isBack || isSame) history.replaceState({ ...history.state, liveIndex: index }, "", url);
  else history.pushState(nextState(), "", url);
  core.shown = url.href;
  return isBack ? place() : undefined;
}

/** An effect leads there (late/effects.js). False where the browser has to do it. */
function redirect(address) {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin || !isOurs(document.body) || (url.hash && isSamePage(url.href, location.href))) return false;
  go({ url });
  return true;
}

const place = () => places[index] ?? history.state.liveScroll;

function onPop({ state }) {
  if (isSamePage(core.shown, location.href)) {
    visits.stop();
    enterHash(state);
  } else if (follows()) {
    visits.stop();
    index = state?.liveIndex ?? index;
  } else if (isAllowed || !core.unsaved?.()) {
    isAllowed = false;
    index = state?.liveIndex ?? index;
    visits.run({ url: new URL(location.href), isBack: true }, (url) => enter(url, { isBack: true }));
  } else askBack(index - state?.liveIndex);
}

/** Only the hash has changed, or nothing. A new entry of that kind is the browser's, scrolled to where it leads. */
function enterHash(state) {
  core.shown = location.href;
  if (state?.liveIndex === undefined) history.replaceState({ ...state, ...nextState() }, "");
  else {
    index = state.liveIndex;
    pages.scroll(place(), location);
  }
}

/** Puts the entry back before it asks. `steps`: how far it is from there, NaN where an entry is of somebody else. */
async function askBack(steps) {
  if (steps) {
    history.go(steps);
    await new Promise((done) => addEventListener("popstate", done, { once: true })); // a step during another replaces it
  } else history.pushState(nextState(), "", core.shown);
  ask(null, () => {
    isAllowed = true;
    history.go(-steps || -1);
  });
}

/** Whether between what is shown and the address only parameters differ that components follow (late/query.js). */
function follows() {
  const [before, now] = [new URL(core.shown), new URL(location.href)];
  const [old, fresh] = [before.searchParams, now.searchParams];
  const followed = [...core.components.values()].flatMap(({ root }) => core.attr(root, "data-live-query")?.split(" ") ?? []);
  const isKept = (name) => followed.includes(name) || String(old.getAll(name)) === String(fresh.getAll(name));
  return before.pathname === now.pathname && before.search !== now.search && [...old.keys(), ...fresh.keys()].every(isKept);
}

function keepScroll() {
  if (isSamePage(core.shown, location.href)) history.replaceState({ ...history.state, liveIndex: index, liveScroll: [scrollX, scrollY] }, "");
}

/** Where the page is scrolled to is ours to remember: the browser would scroll before the page is there. */
function followScroll() {
  let timer;
  const { state, scrollRestoration } = history;
  index = state?.liveIndex ?? 0;
  if (state?.liveScroll && scrollRestoration === "manual") scrollTo(...state.liveScroll);
  history.replaceState({ ...state, liveIndex: index }, "");
  history.scrollRestoration = "manual";
  addEventListener("scroll", () => {
    if (isSamePage(core.shown, location.href)) places[index] = [scrollX, scrollY];
    clearTimeout(timer);
    timer = setTimeout(keepScroll, SCROLL_MS);
  });
  addEventListener("pagehide", () => {
    visits.stop(); // else it would go on when the browser brings this page back
    history.scrollRestoration = "auto";
  });
  addEventListener("pageshow", () => (history.scrollRestoration = "manual"));
}
