/**
 * Asks the server again and again (`data-live-poll`, every `data-live-interval` ms): in visible tabs only, and only
 * while the component has nothing else to say.
 */
const DEFAULT_MS = 5_000;
const polls = new Map(); // element -> {timer, at: when it last polled}
let core;

export function start(given) {
  core = given;
  core.onSync.push(watch);
  document.addEventListener("visibilitychange", () => {
    for (const [element, poll] of polls) if (performance.now() - poll.at > interval(element)) ask(element);
  });
  watch();
}

const interval = (element) => Number(core.attr(element, "data-live-interval")) || DEFAULT_MS;

function watch() {
  for (const element of document.querySelectorAll("[data-live-poll]"))
    if (!polls.has(element)) polls.set(element, { timer: setInterval(ask, interval(element), element), at: performance.now() });
  for (const [element, { timer }] of polls) {
    if (element.isConnected && core.attr(element, "data-live-poll") !== null) continue;
    clearInterval(timer);
    polls.delete(element);
  }
}

function ask(element) {
  const component = core.componentAt(element);
  if (!component || document.hidden || !polls.has(element)) return;
  if (component.sent.length || component.waiting.length || component.pending.length) return;
  polls.get(element).at = performance.now();
  const call = core.callOf(element, core.attr(element, "data-live-poll"), { type: "poll" });
  // Given up half-way, it might have moved on the state that the server keeps, and the page's would be stale.
  core.send({ ...call, poll: !(call.event && core.attr(component.root, "data-live-stored") !== null) });
}
