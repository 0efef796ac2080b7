/**
 * Shows what the author wants to be seen while a component waits for the server: `disabled` on what carries
 * `data-live-disable`, and elements and classes of `data-live-loading` and `data-live-loading-class`.
 */
const DISABLE = "[data-live-disable]";
const LOADING = "[data-live-loading],[data-live-loading-class]";
let core;

export function start(given) {
  core = given;
  core.moreMarks.push(draw);
  core.components.forEach(core.drawMarks); // what began before this part was there
}

function draw(component, calls) {
  const { attr, closest, controlsOf, findAll, ROOT } = core;
  for (const { element, target, submit } of calls)
    for (const one of [element, ...findAll(element, DISABLE), ...(submit ? controlsOf(target) : [])])
      if (closest(one, DISABLE) === one) disable(component, one);
  for (const one of calls.length ? findAll(component.root, LOADING) : [])
    if (closest(one, ROOT) === component.root) showLoading(component, one, attr(one, "data-live-loading"), calls);
  if (component.focused) queueMicrotask(() => giveFocusBack(component));
}

function showLoading(component, element, text, calls) {
  const events = text?.match(/\S+/g) ?? [];
  if (events.length && !calls.some(({ event }) => events.includes(event))) return;
  if (text !== null) core.mark(component, element, "hidden", null);
  core.markClasses(component, element, core.attr(element, "data-live-loading-class"));
}

function disable(component, element) {
  // A disabled element loses the focus.
  if (element.contains(document.activeElement)) component.focused = document.activeElement;
  core.mark(component, element, "disabled", "");
}

function giveFocusBack(component) {
  const { focused } = component;
  if (!focused || focused.matches(":disabled")) return;
  component.focused = null;
  if (document.activeElement === document.body) focused.focus({ preventScroll: true });
}
