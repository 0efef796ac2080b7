/**
 * Puts the server's HTML into the page: marks off, morph, marks on, so that page scripts see one change.
 * Called by answers.js with an update and by refresh.js with a root from a fresh page.
 */
import { drawMarks, eraseMarks } from "./busy.js";
import { readRoot } from "./component.js";
import { announce, isConnected } from "./dom.js";
import { parseHtml } from "./html.js";
import { use } from "./late.js";
import { morph } from "./morph.js";
import { followServer } from "./values.js";

/** `keeps(control)`: its value is the user's. `submitted`: controls that take the server's value, changed or not. */
export async function showUpdate(component, update, rules) {
  const next = parseHtml(update.html).firstElementChild;
  for (const part of update.needs ?? []) (await use(part)).complete?.(component, next, update);
  showRoot(component, next, rules);
}

export function showRoot(component, next, { keeps, submitted = [] }) {
  const after = component.prepare?.(next); // late/nest.js
  component.changes.quietly(() => {
    eraseMarks(component);
    morph(component.root, next, { keeps, changes: component.changes });
    for (const control of submitted) if (isConnected(control) && !keeps(control)) followServer(control);
    drawMarks(component);
  });
  readRoot(component);
  after?.();
  announce(component.root, "update");
}
