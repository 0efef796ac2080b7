/** Sends an event when an element first comes into view, or when the browser is idle (`data-live-lazy`). */

const seen = new WeakSet();
let core;

export function start(given) {
  core = given;
  core.onSync.push(watch);
  watch();
}

const inView = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) load(target);
});
const whenIdle = window.requestIdleCallback ?? setTimeout;

function watch() {
  for (const element of document.querySelectorAll("[data-live-lazy]")) {
    if (seen.has(element)) continue;
    seen.add(element);
    if (core.attr(element, "data-live-when") === "idle") whenIdle(() => load(element));
    else inView.observe(element);
  }
}

function load(element) {
  inView.unobserve(element);
  if (element.isConnected) core.send(core.callOf(element, core.attr(element, "data-live-lazy"), { type: "lazy" }));
}
