/**
 * Calls a page script's own functions for elements with `data-live-hook`: `mounted`, `updated`, `removed`, each with the
 * element and `{send(event, payload)}`. One that throws is reported, and all else goes on.
 */
const mounted = new Map(); // element -> the name of its hook
let core;

export function start(given) {
  core = given;
  core.onSync.push(watch);
  document.addEventListener("live:update", onUpdate, true); // before `watch`, which mounts what the update brought
  watch();
}

function onUpdate({ target: root }) {
  for (const [element, name] of mounted)
    if (isThere(element, name) && core.closest(element, core.ROOT) === root) run(element, name, "updated");
}

const isThere = (element, name) => element.isConnected && core.attr(element, "data-live-hook") === name;

function watch() {
  for (const [element, name] of mounted) {
    if (isThere(element, name)) continue;
    mounted.delete(element);
    run(element, name, "removed");
  }
  for (const element of document.querySelectorAll("[data-live-hook]")) {
    const name = core.attr(element, "data-live-hook");
    if (mounted.has(element) || !Object.hasOwn(core.hooks, name)) continue;
    mounted.set(element, name);
    run(element, name, "mounted");
  }
}

async function run(element, name, step) {
  const send = (event, payload) => core.send(core.callOf(element, event, { type: "script", payload }));
  try {
    await core.hooks[name][step]?.(element, { send });
  } catch (error) {
    reportError(error);
  }
}
