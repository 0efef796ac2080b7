/**
 * Calls a page script's own functions for elements with `data-live-hook`: `mounted`, `updated`, `removed`, each with the
 * element and `{send(event, payload)}`. One that throws is reported, and all else goes on.
 */
const mounted = new Map(); // element -> the name of its hook
let core;

export function start(given) {
  core = given;
  core.onSync.push(watch);
  document.addEventListener("live:update", ({ target: root }) => {
    for (const [element] of mounted) if (element.isConnected && core.closest(element, core.ROOT) === root) run(element, "updated");
  });
  watch();
}

function watch() {
  for (const [element] of mounted) {
    if (element.isConnected) continue;
    run(element, "removed");
    mounted.delete(element);
  }
  for (const element of document.querySelectorAll("[data-live-hook]")) {
    const name = core.attr(element, "data-live-hook");
    if (mounted.has(element) || !Object.hasOwn(core.hooks, name)) continue;
    mounted.set(element, name);
    run(element, "mounted");
  }
}

async function run(element, step) {
  const send = (event, payload) => core.send(core.callOf(element, event, { type: "script", payload }));
  try {
    await core.hooks[mounted.get(element)][step]?.(element, { send });
  } catch (error) {
    reportError(error);
  }
}
