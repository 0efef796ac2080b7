/**
 * Has components follow when the user goes back or forward (`data-live-query`, put on roots by the server). What the
 * server changes in the address is shown by late/effects.js.
 */
let core;

export function start(given) {
  core = given;
  core.shown ??= location.href; // the address whose query the components have
  addEventListener("popstate", follow);
}

function follow({ state }) {
  if (core.follows?.() === false) return; // late/navigate.js shows another page
  const before = new URL(core.shown).searchParams;
  const now = new URL(location.href).searchParams;
  core.shown = location.href;
  const isChanged = (name) => String(before.getAll(name)) !== String(now.getAll(name));
  for (const { root } of core.components.values()) {
    if (!core.attr(root, "data-live-query")?.split(" ").some(isChanged)) continue;
    if (state?.liveScroll) root.addEventListener("live:update", () => scrollTo(...state.liveScroll), { once: true });
    const call = { ...core.callOf(root, "", { type: "popstate" }), payload: undefined, fields: undefined };
    core.send({ ...call, query: location.search.slice(1) });
  }
}
