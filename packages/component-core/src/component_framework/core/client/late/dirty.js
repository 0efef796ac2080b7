/** Shows elements with `data-live-dirty` while a control differs from what the server has. */

let core;

export function start(given) {
  core = given;
  for (const type of ["input", "change", "reset", "live:update", "live:error"]) document.addEventListener(type, later);
  core.onSync.push(show);
  show();
}

// When whoever else hears the event has set the values.
const later = () => queueMicrotask(show);

function show() {
  for (const { root, changes } of core.components.values())
    for (const hint of root.querySelectorAll("[data-live-dirty]"))
      if (core.closest(hint, core.ROOT) === root) changes.quietly(() => (hint.hidden = !isDirty(root, core.attr(hint, "data-live-dirty"))));
}

function isDirty(root, names) {
  const isMeant = (control) => !names || names.split(/\s+/).includes(core.attr(control, "name"));
  return [...root.querySelectorAll("input:not([type=hidden]),select,textarea")].some((control) => isMeant(control) && core.isUnsaved(control));
}
