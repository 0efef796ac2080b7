/**
 * What a visit shows and says: `data-live-navigating` on `<html>`, a bar for one that takes long, the new page's title
 * for screen readers. Called by late/visit.js and late/page.js. Pages style the bar by its class; any rule wins.
 */
const SLOW_MS = 200;
const SAY_MS = 100; // a region has to be there before it changes
const RULES = `
:where(.live-progress) { position: fixed; inset: 0 0 auto; z-index: 2147483647; height: 3px; background: Highlight;
  transform-origin: 0 0; animation: live-progress 8s cubic-bezier(0.1, 0.7, 0.3, 1) both; pointer-events: none; }
:where(.live-progress:dir(rtl)) { transform-origin: 100% 0; }
:where(.live-announcer) { position: fixed; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@keyframes live-progress { from { transform: scaleX(0); } to { transform: scaleX(0.95); } }
@media (prefers-reduced-motion: reduce) { :where(.live-progress) { animation: none; } }`;
const dataset = document.documentElement.dataset;
let timer;
let bar;

export function start() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(RULES);
  document.adoptedStyleSheets.push(sheet);
}

/** The bar's name is the link's own text: a screen reader says what is on its way, in the page's language. */
export function begin({ url, element }) {
  end();
  dataset.liveNavigating = "";
  timer = setTimeout(() => {
    bar = make("live-progress", { role: "progressbar", "aria-label": (element?.matches?.("a") && element.textContent.trim()) || url.pathname });
  }, SLOW_MS);
}

export function end() {
  clearTimeout(timer);
  bar?.remove();
  bar = undefined;
  if (dataset.liveNavigating !== "failed") delete dataset.liveNavigating;
}

/** Until the next visit. */
export function showFailure() {
  dataset.liveNavigating = "failed";
}

/** Has screen readers say the text when they are free. */
export function say(text) {
  document.querySelector(".live-announcer")?.remove();
  const region = make("live-announcer", { "aria-live": "polite" });
  setTimeout(() => (region.textContent = text), SAY_MS);
}

function make(className, attributes) {
  const element = document.createElement("div");
  element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
  return element;
}
