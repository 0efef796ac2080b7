/**
 * Rows that are sorted by hand: `<ul data-live-sort="reorder">` sends `{key, position}` when a row is dropped. A row is
 * dragged by its `[data-live-handle]`, or anywhere without one. By keyboard: Space picks it up, the arrows move it, Space
 * drops it, Escape puts it back. Until the answer comes a mark holds the row in its new place.
 */
const LIST = "[data-live-sort]";
const HANDLE = "[data-live-handle]";
const CONTROLS = "a,button,input,select,textarea,label,summary,[contenteditable]";
const SLACK_PX = 4; // so far a click is no drag
const EDGE_PX = 48;
const STEP_PX = 12;
const TEXTS = {
  picked: "Picked up, row {position} of {count}. Arrow keys move it, Space drops it, Escape puts it back.",
  moved: "Moved to {position} of {count}",
  dropped: "Dropped at {position} of {count}",
  canceled: "Put back at {position} of {count}",
};
let core;
let drag; // {list, row, rows, places, from, to, startY?, y?, isMoving}
let region;

export function start(given) {
  core = given;
  core.moreMarks.push(draw);
  core.onSync.push(watch);
  const heard = { pointerdown: onDown, pointermove: onMove, pointerup: onUp, pointercancel: cancel, keydown: onKey, focusout: onLeave };
  for (const [type, listener] of Object.entries(heard)) document.addEventListener(type, listener);
  for (const type of ["selectstart", "dragstart"]) document.addEventListener(type, (event) => drag?.isMoving && event.preventDefault());
  document.addEventListener("touchmove", (event) => drag?.isMoving && event.preventDefault(), { passive: false });
  document.addEventListener("live:update", () => drag && String(rowsOf(drag.list).map(keyOf)) !== String(drag.rows.map(keyOf)) && cancel());
  watch();
}

const keyOf = (row) => core.attr(row, "data-key");
const rowsOf = (list) => [...list.children].filter((row) => keyOf(row) !== null);

/** Rows and handles that have come are made reachable. */
function watch() {
  region ??= document.body.appendChild(hidden(document.createElement("div")));
  for (const list of document.querySelectorAll(LIST))
    for (const row of rowsOf(list)) {
      const handle = row.querySelector(HANDLE) ?? row;
      if (handle.tabIndex < 0) handle.tabIndex = 0;
      if (handle !== row && handle.tagName !== "BUTTON" && !handle.role) handle.role = "button";
      if (handle.style.touchAction !== "none") handle.style.touchAction = "none";
    }
}

function hidden(region) {
  region.setAttribute("aria-live", "polite");
  Object.assign(region.style, { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)" });
  return region;
}

/** The row whose handle this is, or is in, and its list. */
function grasp(target) {
  const handle = target.closest?.(HANDLE);
  const list = target.closest?.(LIST);
  const row = list && rowsOf(list).find((one) => one.contains(target));
  if (!row || (handle ? !row.contains(handle) : row.querySelector(HANDLE))) return;
  return { list, row, handle: handle ?? row };
}

function onDown(event) {
  const held = event.isPrimary && !event.button && !drag && grasp(event.target);
  if (!held || (held.handle === held.row && event.target.closest(CONTROLS) && held.row.contains(event.target.closest(CONTROLS)))) return;
  lift(held);
  Object.assign(drag, { id: event.pointerId, startY: event.clientY + scrollY, y: event.clientY });
  held.handle.setPointerCapture(event.pointerId);
}

function lift({ list, row }) {
  const rows = rowsOf(list);
  const places = rows.map((one) => one.getBoundingClientRect()).map(({ top, height }) => ({ top: top + scrollY, height }));
  const from = rows.indexOf(row);
  drag = { list, row, rows, places, from, to: from };
}

function onMove({ pointerId, clientY }) {
  if (drag?.id !== pointerId) return;
  drag.y = clientY;
  if (!drag.isMoving && Math.abs(clientY + scrollY - drag.startY) < SLACK_PX) return;
  if (!drag.isMoving) requestAnimationFrame(scrollAtEdge);
  drag.isMoving = true;
  follow();
}

function follow() {
  const { places, from, y, startY } = drag;
  const by = y + scrollY - startY;
  const middle = places[from].top + places[from].height / 2 + by;
  const isPast = ({ top, height }, i) => (i < from ? middle > top + height / 2 : i > from && middle > top + height / 2);
  drag.to = places.filter(isPast).length;
  show(by);
}

function scrollAtEdge() {
  if (!drag?.isMoving || drag.id === undefined) return;
  const way = drag.y < EDGE_PX ? -1 : drag.y > innerHeight - EDGE_PX ? 1 : 0;
  if (way) {
    scrollBy({ top: way * STEP_PX, behavior: "instant" });
    follow();
  }
  requestAnimationFrame(scrollAtEdge);
}

/** The row stands `by` pixels from its place, and the others make room. Nothing in the document moves yet. */
function show(by) {
  const { rows, places, from, to, row } = drag;
  const next = places[from + 1];
  const room = next ? next.top - places[from].top : from ? places[from].top + places[from].height - places[from - 1].top - places[from - 1].height : 0;
  rows.forEach((one, i) => {
    const way = i > from && i <= to ? -1 : i < from && i >= to ? 1 : 0;
    one.style.transform = one === row ? `translateY(${by}px)` : way ? `translateY(${way * room}px)` : "";
  });
  row.dataset.liveDragged = "";
  row.style.position = "relative";
  row.style.zIndex = "1";
}

/** Where the row would stand at `to`. */
function offset() {
  const { places, from, to } = drag;
  if (to > from) return places[to].top + places[to].height - places[from].top - places[from].height;
  return places[to].top - places[from].top;
}

function settle() {
  const { rows, row } = drag;
  for (const one of rows) one.style.transform = "";
  row.style.position = row.style.zIndex = "";
  for (const one of rows) if (!one.getAttribute("style")) one.removeAttribute("style");
  delete row.dataset.liveDragged;
  drag = undefined;
}

function onUp({ pointerId }) {
  if (drag?.id === pointerId) drop();
}

function drop() {
  const { list, row, from, to } = drag;
  say("dropped");
  settle();
  if (from === to) return;
  const payload = { key: keyOf(row), position: to };
  core.send(core.callOf(list, core.attr(list, "data-live-sort"), { type: "sort", payload }));
}

function cancel() {
  if (!drag) return;
  drag.to = drag.from;
  say("canceled");
  settle();
}

function onLeave() {
  if (drag && drag.id === undefined) cancel();
}

function onKey(event) {
  const { key, target } = event;
  if (drag && key === "Escape") {
    event.preventDefault();
    return cancel();
  }
  const held = grasp(target);
  if (!held || held.handle !== target || event.ctrlKey || event.metaKey || event.altKey || event.repeat && key === " ") return;
  const way = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (key !== " " && !(way && drag)) return;
  event.preventDefault();
  if (!drag) {
    lift(held);
    Object.assign(drag, { isMoving: true });
    show(0);
    say("picked");
  } else if (key === " ") drop();
  else {
    drag.to = Math.min(Math.max(drag.to + way, 0), drag.rows.length - 1);
    show(offset());
    held.row.scrollIntoView({ block: "nearest" });
    say("moved");
  }
}

function say(what) {
  const { list, to, rows } = drag;
  const text = core.attr(list, `data-live-sort-${what}`) ?? TEXTS[what];
  region.textContent = text.replace("{position}", to + 1).replace("{count}", rows.length);
}

/** What was dropped and is not answered yet stands where it was dropped. */
function draw(component, calls) {
  for (const { element: list, type, payload } of calls) {
    const row = type === "sort" && rowsOf(list).find((one) => keyOf(one) === payload.key);
    if (!row) continue;
    const { nextSibling } = row;
    const others = rowsOf(list).filter((one) => one !== row);
    move(list, row, others[payload.position] ?? others.at(-1).nextSibling);
    component.marks.push(() => row.parentNode === list && move(list, row, nextSibling));
  }
}

function move(list, row, before) {
  const { activeElement } = document;
  if (before?.parentNode && before.parentNode !== list) before = null;
  if (list.moveBefore && list.isConnected) list.moveBefore(row, before);
  else list.insertBefore(row, before);
  if (activeElement !== document.activeElement) activeElement.focus({ preventScroll: true });
}
