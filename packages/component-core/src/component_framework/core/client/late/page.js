/**
 * Puts another page in the place of this one: late/head.js its head, this its body, focus and scroll. Called by
 * late/visit.js.
 */
const TRACKED = "[data-live-track],base,meta[http-equiv]"; // what a page cannot exchange
const PERSIST = "[data-live-persist]";
let core;
let heads; // late/head.js
let signs; // late/signs.js

export async function start(given) {
  core = given;
  [heads, signs] = await Promise.all([core.use("head"), core.use("signs")]);
}

/** `{doc, url, policy, sheets: those that wait for it}` from what late/visit.js has fetched. */
export function parse({ html, url, policy }) {
  const doc = Document.parseHTMLUnsafe(core.trusted(html));
  // There is script: what stands in for it would be shown.
  for (const element of doc.querySelectorAll("noscript")) element.remove();
  return { doc, url, policy, sheets: [] };
}

/** Whether it has the same client, and all else that would need a full load is as it is here. */
export function fits({ doc, url }) {
  const [now, next] = [document, doc].map((page) => page.querySelector("script[data-live-client]"));
  if (!next || new URL(core.attr(next, "src"), url).href !== now.src) return false;
  const tracked = (page) => [...page.querySelectorAll(TRACKED)].map(heads.textOf).join();
  return next.dataset.liveSocket === now.dataset.liveSocket && tracked(document) === tracked(doc);
}

/** `element`: the link or form that led here. `enter` as in late/visit.js. */
export function swap(page, { element, enter }) {
  const { doc, url } = page;
  const focused = document.activeElement;
  page.scripts = heads.scriptsOf(doc);
  const place = enter(url);
  heads.swapHead(page);
  for (const name of ["lang", "dir"]) copyAttr(name, doc.documentElement);
  swapBody(document.adoptNode(doc.body));
  for (const component of core.components.values()) component.isLeft = !document.contains(component.root);
  window.htmx?.process(document.body);
  moveFocus(targetOf(url), focused, element);
  scroll(place, url);
  signs.say(document.title);
}

/** To the place, else to what the hash names, else to the top. */
export function scroll(place, url) {
  const target = !place && targetOf(url);
  if (target) target.scrollIntoView({ behavior: "instant" });
  else scrollTo({ left: place?.[0] ?? 0, top: place?.[1] ?? 0, behavior: "instant" });
}

function copyAttr(name, from) {
  const value = core.attr(from, name);
  if (value === null) document.documentElement.removeAttribute(name);
  else document.documentElement.setAttribute(name, value);
}

function swapBody(next) {
  const { body } = document;
  const moves = markPlaces(next);
  body.after(next); // elements keep what they do only on their way from one place of a page to another
  for (const { kept, marker } of moves) {
    const parent = marker.parentNode;
    parent[parent.moveBefore ? "moveBefore" : "insertBefore"](kept, marker);
    marker.remove();
  }
  body.remove();
}

/** Elements with the same `data-live-persist` in both pages stay as they are, components and players included. */
function markPlaces(next) {
  const moves = [];
  for (const place of next.querySelectorAll(PERSIST)) {
    const isSame = (one) => core.attr(one, "data-live-persist") === core.attr(place, "data-live-persist");
    const isFree = (one) => !moves.some(({ kept }) => kept.contains(one));
    // One that is within another goes with that.
    const kept = next.contains(place) && [...document.querySelectorAll(PERSIST)].find((one) => isSame(one) && isFree(one));
    if (!kept) continue;
    const marker = document.createComment("");
    place.replaceWith(marker);
    moves.push({ kept, marker });
  }
  return moves;
}

function targetOf({ hash }) {
  try {
    return document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null; // it names no element
  }
}

function moveFocus(target, focused, element) {
  const { body } = document;
  // Whoever is at work in something that has stayed goes on there.
  if (focused?.isConnected && !(element && Node.prototype.contains.call(element, focused))) return focus(focused);
  const wanted = [...body.querySelectorAll("[autofocus]")].find((one) => one.checkVisibility());
  const place = wanted ?? target ?? body.querySelector("main,[role=main]") ?? body.querySelector("h1") ?? body;
  if (focus(place)) return;
  place.tabIndex = -1;
  place.addEventListener("blur", () => place.removeAttribute("tabindex"), { once: true });
  focus(place);
}

function focus(element) {
  element.focus({ preventScroll: true });
  return document.activeElement === element && element !== document.body;
}
