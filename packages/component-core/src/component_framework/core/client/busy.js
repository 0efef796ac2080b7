/**
 * Shows which elements wait for the server: `data-live-loading` on those whose call waits or is under way, `disabled`
 * on what carries `data-live-disable` there, `aria-busy` on the root. Called by queue.js whenever its calls change, and
 * by update.js, which takes the marks off round a morph so that neither mistakes them for the page's own attributes.
 */
import { attr, contains, controlsOf, findAll, matches, removeAttr, setAttr } from "./dom.js";

const DISABLE = "[data-live-disable]";

export function drawMarks(component) {
  const { root, sent, waiting } = component;
  const calls = [...sent, ...waiting];
  component.changes.quietly(() => {
    eraseMarks(component);
    if (calls.length) mark(component, root, "aria-busy", "true");
    for (const element of new Set(calls.map((call) => call.element))) mark(component, element, "data-live-loading", "");
    for (const { element, target, submit } of calls)
      for (const one of [element, ...findAll(element, DISABLE), ...(submit ? controlsOf(target) : [])])
        if (matches(one, DISABLE)) disable(component, one);
  });
  giveFocusBack(component);
}

/** Puts back what was there before. */
export function eraseMarks(component) {
  for (const undo of component.marks.splice(0).reverse()) undo();
}

function mark(component, element, name, value) {
  const before = attr(element, name);
  component.marks.push(() => (before === null ? removeAttr(element, name) : setAttr(element, name, before)));
  setAttr(element, name, value);
}

function disable(component, element) {
  // A disabled element loses the focus.
  if (contains(element, document.activeElement)) component.focused = document.activeElement;
  mark(component, element, "disabled", "");
}

function giveFocusBack(component) {
  const { focused } = component;
  if (!focused || matches(focused, ":disabled")) return;
  component.focused = null;
  if (document.activeElement === document.body) focused.focus({ preventScroll: true });
}
