/**
 * Replaces a stale component calmly: fetches the page again and morphs the component's new root in, snapshot and id
 * included, while everything else in the page stays. Called by answers.js on 401 and 410.
 */
import { clientTag } from "./csrf.js";
import { announce, attr } from "./dom.js";
import { editedAt } from "./edits.js";
import { parsePage } from "./html.js";
import { backoffMs, pause } from "./transport.js";
import { showRoot } from "./update.js";
import { isUnsaved } from "./values.js";

const AT_MOST_EVERY_MS = 10_000;

/** False when the component was refreshed a moment ago: then refreshing does not help. */
export async function refresh(component) {
  if (performance.now() - component.refreshedAt < AT_MOST_EVERY_MS) return false;
  component.refreshedAt = performance.now();
  const page = parsePage(await fetchPage(component));
  const next = rootsNamed(component.name, page)[rootsNamed(component.name, document).indexOf(component.root)];
  if (!next) location.reload();
  else if (!component.isStopped) {
    takeToken(page);
    component.sent = [];
    showRoot(component, next, { keeps: (control) => editedAt(control) > 0 && isUnsaved(control) });
    announce(component.root, "update", {});
  }
  return true;
}

async function fetchPage(component) {
  for (let tries = 0; ; tries++) {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (response && response.status < 500) return response.text();
    await pause(backoffMs(tries));
  }
}

const rootsNamed = (name, page) => [...page.querySelectorAll("[data-live]")].filter((root) => attr(root, "data-live") === name);

// Whoever has signed in anew has a new one.
function takeToken(page) {
  const token = clientTag(page)?.dataset.csrfToken;
  if (token) clientTag(document).dataset.csrfToken = token;
}
