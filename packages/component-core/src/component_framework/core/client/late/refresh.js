/**
 * Replaces a stale component calmly: fetches the page again and morphs the component's new root in, snapshot and id
 * included, while everything else in the page stays. Called by answers.js on 401 and 410. Where the page has no such
 * component any more, as a login page, late/over.js takes over.
 */
const AT_MOST_EVERY_MS = 10_000;
const SHARED_FOR_MS = 1_000;
const refreshedAt = new WeakMap(); // component -> when it last was
let core;
let fetched = { at: -Infinity }; // the page as it is now: components that turn out stale together share it

export function start(given) {
  core = given;
}

/** False when it did not help yet: the page cannot be had, or the component was refreshed a moment ago. */
export async function refresh(component, status) {
  if (performance.now() - refreshedAt.get(component) < AT_MOST_EVERY_MS) {
    if (status !== 401 || component.sent.some(({ poll }) => !poll)) return postpone(component);
    component.refused = component.state;
    return false;
  }
  refreshedAt.set(component, performance.now());
  const page = await freshPage();
  if (component.isStopped) return true;
  if (!page) return postpone(component);
  const { editedAt, isUnsaved, showRoot } = core;
  const next = rootsOf(component, page)[rootsOf(component, document).indexOf(component.root)];
  if (!next) return (await core.use("over")).expire(component, page);
  component.sent = [];
  Object.assign(clientTag(document).dataset, clientTag(page)?.dataset); // whoever signed in anew has a new token
  showRoot(component, next.cloneNode(true), { keeps: (control) => editedAt(control) && isUnsaved(control) });
  return true;
}

// It does not stay so. During a deployment the page may come from an older server than the one that answers.
function postpone(component) {
  component.refused = component.state;
  component.postponed ??= setTimeout(() => {
    component.postponed = undefined;
    if (component.state === component.refused) core.send({ element: component.root, poll: true });
  }, AT_MOST_EVERY_MS);
  return false;
}

function freshPage() {
  if (performance.now() - fetched.at > SHARED_FOR_MS) fetched = { at: performance.now(), page: fetchPage() };
  return fetched.page;
}

async function fetchPage() {
  const get = (redirect) => fetch(location.href, { redirect });
  // To another host, as where one signs in, a page is not followed.
  const response = await get("follow").catch(() => get("manual")).catch(() => null);
  return response?.status < 500 && core.parseHtml(await response.text());
}

const clientTag = (page) => page.querySelector("script[data-live-client]");

const rootsOf = ({ name }, page) => [...page.querySelectorAll(core.ROOT)].filter((root) => core.attr(root, "data-live") === name);
