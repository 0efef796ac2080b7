/**
 * One record for each live root in the page. live.js keeps the records in step with the DOM, events.js asks whose
 * element it has; all that works on a component (queue.js to update.js) is handed its record.
 */
import { Changes } from "./changes.js";
import { attr, closest, isConnected, ROOT } from "./dom.js";

export const components = new Map(); // root -> its record

/** The component that the element belongs to: the nearest live root's. Undefined outside all of them. */
export function componentAt(element) {
  const root = closest(element, ROOT);
  if (root && !components.has(root)) components.set(root, start(root));
  const component = components.get(root);
  return component?.owner ? component.owner(element) : component; // late/nest.js
}

function start(root) {
  const component = {
    root,
    changes: new Changes(root), // what page scripts changed in it
    pending: [], // calls that wait for a pause in typing
    waiting: [], // calls that wait for their message
    sent: [], // calls under way
    carried: [], // field values of a refused message, for the next one
    marks: [], // what undoes each mark that shows it busy
  };
  readRoot(component);
  return component;
}

/** Takes name, id, url and snapshot from the root, at the start and whenever the server replaced them. */
export function readRoot(component) {
  const { root } = component;
  component.name = attr(root, "data-live");
  component.id = attr(root, "id");
  component.url = attr(root, "data-live-url");
  component.state = attr(root, "data-live-state") ?? undefined; // left out: a first render
}

function stop(component) {
  component.isStopped = true;
  for (const call of component.pending) clearTimeout(call.timer);
  component.changes.stop();
  components.delete(component.root);
}

/** Called whenever elements have come into the page or left it; late parts add theirs. */
export const onSync = [syncComponents];

export const sync = () => onSync.forEach((step) => step());

/** Starts what has come into the page and stops what has left it. */
function syncComponents() {
  for (const root of document.querySelectorAll(ROOT)) componentAt(root);
  for (const component of components.values()) if (!isConnected(component.root)) stop(component);
}
