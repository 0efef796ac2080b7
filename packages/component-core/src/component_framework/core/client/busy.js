/**
 * Shows what waits for the server: `data-live-waiting` on elements whose call waits or is under way, `aria-busy` on the
 * root, and what late parts add. Called by queue.js whenever its calls change, and by update.js, which takes the marks
 * off round a morph so that neither mistakes them for the page's own changes.
 */
import { attr, removeAttr, setAttr, wordsOf } from "./dom.js";

/** What late parts draw besides: functions of the component and its calls, of which there are none at the end. */
export const moreMarks = [];

export function drawMarks(component) {
  const { root, sent, waiting } = component;
  const calls = [...sent, ...waiting].filter((call) => !call.poll);
  component.changes.quietly(() => {
    eraseMarks(component);
    if (calls.length) mark(component, root, "aria-busy", "true");
    for (const element of new Set(calls.map((call) => call.element))) mark(component, element, "data-live-waiting", "");
    for (const draw of moreMarks) draw(component, calls);
  });
}

/** Puts back what was there before. */
export function eraseMarks(component) {
  for (const undo of component.marks.splice(0).reverse()) undo();
}

/** Sets an attribute until the marks are erased; `value` null takes it away. */
export function mark(component, element, name, value) {
  const before = attr(element, name);
  component.marks.push(() => putAttr(element, name, before));
  putAttr(element, name, value);
}

/** Switches each class to `isOn` until the marks are erased. Other classes may change meanwhile. */
export function markClasses(component, { classList }, classes, isOn = () => true) {
  for (const name of wordsOf(classes)) {
    const before = classList.contains(name);
    component.marks.push(() => classList.toggle(name, before));
    classList.toggle(name, isOn(before));
  }
}

const putAttr = (element, name, value) => (value === null ? removeAttr(element, name) : setAttr(element, name, value));
