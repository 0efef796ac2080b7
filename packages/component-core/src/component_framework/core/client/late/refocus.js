/**
 * Hands the focus on when an update takes away what had it (`data-live-refocus` on something round it): to the same
 * place in its row (`data-key`), else in the nearest row that is left, else to what the value, a selector, finds.
 */
const AREA = "[data-live-refocus]";
const ROW = "[data-key]";
const CONTROLS = "a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex]";
let core;
let seat; // where the focus is: the element, its area, the place in its row, and that row before those near it

export function start(given) {
  core = given;
  document.addEventListener("focusin", note);
  document.addEventListener("focusout", leave);
  document.addEventListener("live:update", handOn);
  note({ target: document.activeElement });
}

function note({ target }) {
  const area = core.closest(target, AREA);
  const row = area && core.closest(target, AREA + " " + ROW);
  seat = area && { target, area, rows: row ? nearest(row) : [], place: row ? controls(row).indexOf(target) : 0 };
}

/** The row, those after it, and those before it from the last to the first. */
function nearest(row) {
  const rows = [...row.parentNode.children].filter((one) => core.attr(one, "data-key") !== null);
  const at = rows.indexOf(row);
  return [...rows.slice(at), ...rows.slice(0, at).reverse()];
}

const controls = (row) => [...row.querySelectorAll(CONTROLS)].filter(isFree);
const isFree = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(":disabled") && one.tabIndex >= 0;

/** The user has left it for nothing in particular. Not at once: what is being removed is left, too. */
function leave({ target }) {
  queueMicrotask(() => {
    if (seat?.target === target && isLost() && target.isConnected && isFree(target)) seat = null;
  });
}

const isLost = () => document.activeElement === document.body;

function handOn() {
  if (!seat?.area.isConnected || !isLost()) return;
  const { area, rows, place } = seat;
  const left = rows.filter((row) => row.isConnected).map(controls).find((found) => found.length);
  const other = core.attr(area, "data-live-refocus");
  const next = left ? (left[place] ?? left[0]) : other && core.closest(area, core.ROOT).querySelector(other);
  next?.focus();
  // As late/effects.js does, which may be about to ask for the same.
  if (next?.selectionEnd === 0 && !core.editedAt(next)) next.setSelectionRange(next.value.length, next.value.length);
}
