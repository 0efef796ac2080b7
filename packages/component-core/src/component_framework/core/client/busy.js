/**
 * Shows what waits for the server: `data-live-waiting` on elements whose call waits or is under way, `disabled` on what
 * carries `data-live-disable` there, `aria-busy` on the root, and what the author wants to be seen meanwhile
 * (`data-live-loading`). Called by queue.js whenever its calls change, and by update.js, which takes the marks off
 * round a morph so that neither mistakes them for the page's own changes.
 */
import { attr, closest, contains, controlsOf, findAll, matches, removeAttr, ROOT, setAttr, wordsOf } from "./dom.js";

const DISABLE = "[data-live-disable]";
const LOADING = "[data-live-loading],[data-live-loading-class]";

/** What late parts draw besides: functions of the component and its calls, which use `mark` and `markClasses`. */
export const moreMarks = [];

export function drawMarks(component) {
  const { root, sent, waiting } = component;
  const calls = [...sent, ...waiting].filter((call) => !call.poll);
  component.changes.quietly(() => {
    eraseMarks(component);
    if (!calls.length) return;
    mark(component, root, "aria-busy", "true");
    for (const element of new Set(calls.map((call) => call.element))) mark(component, element, "data-live-waiting", "");
    for (const { element, target, submit } of calls)
      for (const one of [element, ...findAll(element, DISABLE), ...(submit ? controlsOf(target) : [])])
        if (matches(one, DISABLE)) disable(component, one);
    for (const one of findAll(root, LOADING)) if (closest(one, ROOT) === root) showLoading(component, one, calls);
    for (const draw of moreMarks) draw(component, calls);
  });
  giveFocusBack(component);
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

function showLoading(component, element, calls) {
  const text = attr(element, "data-live-loading");
  const events = wordsOf(text);
  if (events.length && !calls.some(({ event }) => events.includes(event))) return;
  if (text !== null) mark(component, element, "hidden", null);
  markClasses(component, element, attr(element, "data-live-loading-class"));
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
