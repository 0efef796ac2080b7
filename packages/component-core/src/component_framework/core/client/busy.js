/**
 * Shows which elements wait for the server: `data-live-loading` on those whose call waits or is under way, `disabled`
 * on what carries `data-live-disable` there, `aria-busy` on the root. Called by queue.js whenever its calls change, and
 * by update.js, which takes the marks off round a morph so that neither mistakes them for the page's own attributes.
 */
import { attr, contains, controlsOf, findAll, matches, removeAttr, setAttr } from "./dom.js";

const DISABLE = "[data-live-disable]";

/** Puts on the marks that are due and takes off those that are not, back to what was there before. */
export function drawMarks(component) {
  const due = marksDue(component);
  component.changes.quietly(() => {
    for (const [element, marks] of component.marks)
      for (const name of marks.keys()) if (!due.get(element)?.has(name)) eraseMark(component, element, name);
    for (const [element, marks] of due) for (const [name, value] of marks) drawMark(component, element, name, value);
  });
  giveFocusBack(component);
}

export function eraseMarks(component) {
  component.changes.quietly(() => {
    for (const [element, marks] of component.marks) for (const name of marks.keys()) eraseMark(component, element, name);
  });
}

// element -> Map(attribute -> value)
function marksDue({ root, sent, waiting }) {
  const due = new Map();
  const add = (element, name, value) => due.set(element, (due.get(element) ?? new Map()).set(name, value));
  for (const { element, target, submit } of [...sent, ...waiting]) {
    add(root, "aria-busy", "true");
    add(element, "data-live-loading", "");
    for (const one of [element, ...findAll(element, DISABLE), ...(submit ? controlsOf(target) : [])])
      if (matches(one, DISABLE)) add(one, "disabled", "");
  }
  return due;
}

function drawMark(component, element, name, value) {
  const marks = component.marks.get(element) ?? new Map();
  if (marks.has(name)) return;
  component.marks.set(element, marks.set(name, attr(element, name)));
  // A disabled element loses the focus.
  if (name === "disabled" && contains(element, document.activeElement)) component.focused = document.activeElement;
  setAttr(element, name, value);
}

function eraseMark(component, element, name) {
  const marks = component.marks.get(element);
  const before = marks.get(name);
  if (before === null) removeAttr(element, name);
  else setAttr(element, name, before);
  marks.delete(name);
  if (!marks.size) component.marks.delete(element);
}

function giveFocusBack(component) {
  const { focused } = component;
  if (!focused || matches(focused, ":disabled")) return;
  component.focused = null;
  if (document.activeElement === document.body) focused.focus({ preventScroll: true });
}
