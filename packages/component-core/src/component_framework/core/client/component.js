/**
 * One record for each live root in the page. live.js keeps the records in step with the DOM, events.js asks whose
 * element it has; all that works on a component (queue.js to update.js) is handed its record.
 */
import { Changes } from "./changes.js";
import { attr, closest, isConnected, ROOT } from "./dom.js";

export const components = new Map(); // root -> Component

class Component {
  constructor(root) {
    this.root = root;
    this.changes = new Changes(root); // what page scripts changed in it
    this.pending = []; // calls that wait for a pause in typing
    this.waiting = []; // calls that wait for their message
    this.sent = []; // calls under way
    this.carried = []; // field values of a refused message, for the next one
    this.marks = []; // what undoes each mark that shows it busy
    this.isSending = false;
    this.isStopped = false;
    this.readRoot();
  }

  /** Takes name, id, url and snapshot from the root, at the start and whenever the server replaced them. */
  readRoot() {
    const { root } = this;
    this.name = attr(root, "data-live");
    this.id = attr(root, "id");
    this.url = attr(root, "data-live-url");
    this.state = attr(root, "data-live-state") ?? undefined; // left out: a first render
  }

  stop() {
    this.isStopped = true;
    for (const call of this.pending) clearTimeout(call.timer);
    this.changes.stop();
    components.delete(this.root);
  }
}

/** The component that the element belongs to: the nearest live root's. Undefined outside all of them. */
export function componentAt(element) {
  const root = closest(element, ROOT);
  if (root && !components.has(root)) components.set(root, new Component(root));
  return components.get(root);
}

/** Called whenever elements have come into the page or left it; late parts add theirs. */
export const onSync = [syncComponents];

/** Starts what has come into the page and stops what has left it. */
function syncComponents() {
  for (const root of document.querySelectorAll(ROOT)) componentAt(root);
  for (const component of components.values()) if (!isConnected(component.root)) component.stop();
}
