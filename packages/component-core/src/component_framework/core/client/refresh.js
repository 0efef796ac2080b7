/**
 * Replaces a stale component calmly: fetches the page again and morphs the component's new root in, snapshot and id
 * included, while everything else in the page stays. Called by answers.js on 401 and 410.
 */
import { clientTag } from "./csrf.js";
import { attr, ROOT } from "./dom.js";
import { editedAt } from "./edits.js";
import { parseHtml } from "./html.js";
import { showRoot } from "./update.js";
import { isUnsaved } from "./values.js";

const AT_MOST_EVERY_MS = 10_000;

/** False when it did not help: the page cannot be had, or the component was refreshed a moment ago. */
export async function refresh(component) {
  if (performance.now() - component.refreshedAt < AT_MOST_EVERY_MS) return false;
  component.refreshedAt = performance.now();
  const response = await fetch(location.href).catch(() => null);
  if (!(response?.status < 500)) return false;
  const page = parseHtml(await response.text());
  if (component.isStopped) return true;
  const next = rootsOf(component, page)[rootsOf(component, document).indexOf(component.root)];
  if (next) {
    component.sent = [];
    Object.assign(clientTag(document).dataset, clientTag(page)?.dataset); // whoever signed in anew has a new token
    showRoot(component, next, { keeps: (control) => editedAt(control) && isUnsaved(control) });
  } else location.reload();
  return true;
}

const rootsOf = ({ name }, page) => [...page.querySelectorAll(ROOT)].filter((root) => attr(root, "data-live") === name);
