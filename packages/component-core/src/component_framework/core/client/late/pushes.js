/**
 * What the server says of its own over the page's socket: it is told which components the page has, and says when one
 * is stale or pushes it anew. Called by late/socket.js.
 */
const MOST_SUBSCRIPTIONS = 128;
const BUSY_MS = 100;
const SPREAD_MS = 400; // no two browsers ask at once
const CONTROLS = "input,select,textarea,[contenteditable]";

const subscriptions = new Map(); // id -> {component, watches: its data-live-watches when it was subscribed}
const leaving = []; // ids of which the server still has to say that they are unsubscribed
const pokes = new Map(); // stale component -> its timer
let core;

export function start(given) {
  core = given;
  document.addEventListener("visibilitychange", () => [...pokes.keys()].forEach(refreshWhenIdle));
}

/** Whether the page has something to be told of. */
export const isWanted = () => !isExpired() && provable().length > 0;

const isExpired = () => "liveExpired" in document.documentElement.dataset;

// Without a snapshot a component has not been shown yet.
const provable = () => [...core.components.values()].filter(({ state }) => state).slice(0, MOST_SUBSCRIPTIONS);

/** Tells the server what has come into the page, has left it, or watches something else now. */
export function subscribe(transmit) {
  const present = new Map(provable().map((component) => [component.id, component]));
  for (const [id, { component }] of subscriptions)
    if (present.get(id) !== component && transmit({ type: "unsubscribe", component_id: id })) {
      subscriptions.delete(id);
      leaving.push(id);
    }
  for (const [id, component] of present) {
    const watches = core.attr(component.root, "data-live-watches");
    if (subscriptions.get(id)?.watches === watches) continue;
    if (transmit({ type: "subscribe", component_id: id, state: component.state })) subscriptions.set(id, { component, watches });
  }
}

/** The connection is gone, and its subscriptions with it. */
export function forget() {
  subscriptions.clear();
  leaving.splice(0);
}

/** Takes a frame; those that are for nobody here, or of no known type, are nothing. */
export function receive({ type, component_id, within_ms, html, streams, needs, name, detail, code }) {
  const component = [...core.components.values()].find(({ id }) => id === component_id);
  const place = leaving.indexOf(component_id);
  if (place >= 0 && type === "unsubscribed" && !code) leaving.splice(place, 1);
  // Until then it is said of one that had the id before, as in a page that was left.
  if (!component || place >= 0) return;
  if (type === "stale") poke(component, within_ms);
  if (type === "component_update") push(component, { html, streams, needs });
  if (type === "event") component.root.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  // A refresh finds that out, too, and has the page fetched; the new snapshot is then subscribed.
  if (code === "stale_snapshot" && subscriptions.delete(component_id)) poke(component, SPREAD_MS);
}

/** Has every component ask who is there now, in hidden pages, too. */
export function refreshAll() {
  // What is under way finds out by itself.
  for (const component of core.components.values()) if (component.state && !component.isSending) refresh(component);
}

function push(component, update) {
  if (component.isSending) return poke(component, SPREAD_MS);
  core.showUpdate(component, update, { keeps: isUsers });
}

// Whatever the server has rendered by itself, it did not know of that.
const isUsers = (control) => core.editedAt(control) && (core.isUnsaved(control) || control.isContentEditable);

function poke(component, withinMs) {
  if (!pokes.has(component)) pokes.set(component, setTimeout(refreshWhenIdle, Math.random() * withinMs, component));
}

function refreshWhenIdle(component) {
  clearTimeout(pokes.get(component));
  if (component.isStopped || isExpired()) pokes.delete(component);
  else if (component.isSending || component.pending.length)
    pokes.set(component, setTimeout(refreshWhenIdle, BUSY_MS, component));
  else if (!document.hidden) refresh(component);
}

async function refresh(component) {
  const { root } = component;
  clearTimeout(pokes.get(component));
  pokes.delete(component);
  const call = { ...core.callOf(root, "", { type: "stale" }), payload: undefined, fields: undefined };
  const controls = [...root.querySelectorAll(CONTROLS)].filter(isUsers);
  // Given up half-way, it might have moved on the state that the server keeps, and the page's would be stale.
  const poll = core.attr(root, "data-live-stored") === null || "kept";
  core.send({ ...call, poll, controls, at: 0 }); // as if they had been read before any edit: it carries none of them
  await null; // by then the queue has taken it
  component.abandon?.signal.addEventListener("abort", () => poke(component, 0));
}
