/** Shows elements with `data-live-dirty` while a control differs from what the server has. late/guard.js asks, too. */

let core;

export function start(given) {
  core = given;
  // When whoever else hears the event has set the values, and a reset has happened.
  for (const type of ["input", "change", "reset"]) document.addEventListener(type, () => setTimeout(show));
  document.addEventListener("live:error", show);
  core.onSync.push(show);
  show();
}

function show() {
  for (const { root, changes } of core.components.values()) {
    const isOwn = (element) => core.closest(element, core.ROOT) === root;
    const hints = [...root.querySelectorAll("[data-live-dirty]")].filter(isOwn);
    if (!hints.length) continue;
    const unsaved = [...root.querySelectorAll("input:not([type=hidden]),select,textarea")].filter((one) => isOwn(one) && isUnsaved(one));
    const names = unsaved.map((control) => core.attr(control, "name") ?? core.attr(control, "data-live-model"));
    changes.quietly(() => hints.forEach((hint) => (hint.hidden = !isDirty(hint, names))));
  }
}

function isDirty(hint, names) {
  const wanted = core.attr(hint, "data-live-dirty");
  return wanted ? wanted.split(/\s+/).some((name) => names.includes(name)) : names.length > 0;
}

// Without a choice by the server a select shows its first one.
export function isUnsaved(control) {
  const isFree = control.type === "select-one" && ![...control.options].some((option) => option.defaultSelected);
  return isFree ? control.selectedIndex > 0 : core.isUnsaved(control);
}
