/**
 * Keeps the address bar and the fields that it mirrors in step: shows what the server changed, and has components
 * follow when the user goes back or forward. Loaded for roots with `data-live-query`, and by effects.js.
 */
let core;
let shown = location.search;

export const EFFECTS = {
  url: (component, { url, replace }) => show(new URL(core.checkUrl(url, false)), replace),
  query: (component, { params, replace }) => {
    const url = new URL(location.href);
    for (const [name, texts] of Object.entries(params)) {
      url.searchParams.delete(name);
      for (const text of texts ?? []) url.searchParams.append(name, text);
    }
    if (url.href !== location.href) show(url, replace);
  },
};

export function start(given) {
  core = given;
  addEventListener("popstate", follow);
}

function show(url, replace) {
  // The entry that is left remembers where it was scrolled to: what it shows comes later than the browser scrolls.
  if (!replace) history.replaceState({ ...history.state, liveScroll: [scrollX, scrollY] }, "");
  history[replace ? "replaceState" : "pushState"](null, "", url);
  shown = location.search;
}

function follow({ state }) {
  const before = new URLSearchParams(shown);
  shown = location.search;
  const now = new URLSearchParams(shown);
  const isChanged = (name) => String(before.getAll(name)) !== String(now.getAll(name));
  for (const { root } of core.components.values()) {
    if (!core.attr(root, "data-live-query")?.split(" ").some(isChanged)) continue;
    if (state?.liveScroll) root.addEventListener("live:update", () => scrollTo(...state.liveScroll), { once: true });
    core.send({ ...core.callOf(root, "", { type: "popstate" }), payload: undefined, fields: undefined, query: shown.slice(1) });
  }
}
