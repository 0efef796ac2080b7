/**
 * Asks the server again and again (`data-live-poll`, every `data-live-interval` ms): in visible tabs only, and only
 * while the component has nothing else to say, nor is over (over.js), nor changed since its poll was refused (refresh.js).
 */
const DEFAULT_MS = 5_000;
const polls = new Map(); // element -> {timer, at: when it last polled}
let core;

export function start(given) {
  core = given;
  core.onSync.push(watch);
  document.addEventListener("visibilitychange", () => [...polls.keys()].forEach(wait));
  watch();
}

function watch() {
  for (const element of document.querySelectorAll("[data-live-poll]"))
    if (!polls.has(element)) {
      polls.set(element, { at: performance.now() });
      wait(element);
    }
  for (const [element, { timer }] of polls) {
    if (element.isConnected && event(element) !== null) continue;
    clearTimeout(timer);
    polls.delete(element);
  }
}

const event = (element) => core.attr(element, "data-live-poll");

/** Sets the element's timer anew. What is overdue, as in a tab that was hidden, is asked at once. */
function wait(element) {
  const poll = polls.get(element);
  const intervalMs = Number(core.attr(element, "data-live-interval")) || DEFAULT_MS;
  clearTimeout(poll.timer);
  if (!document.hidden) poll.timer = setTimeout(ask, poll.at + intervalMs - performance.now(), element, poll);
}

function ask(element, poll) {
  if (event(element) === null) return watch();
  poll.at = performance.now();
  wait(element);
  const component = core.componentAt(element);
  if (!component || component.sent.length || component.waiting.length || component.pending.length) return;
  if (component.refused === component.state || core.closest(element, "[data-live-expired],[data-live-gone]")) return;
  const call = core.callOf(element, event(element), { type: "poll" });
  // Given up half-way, it might have moved on the state that the server keeps, and the page's would be stale.
  const isKept = call.event && core.attr(component.root, "data-live-stored") !== null;
  core.send({ ...call, poll: isKept ? "kept" : true });
}
