/**
 * Turns DOM events into calls: a click's first stop. live.js registers `onEvent` and `onLeave` on the document.
 *
 * A call is what one event asks of the server, and what has to be known when its answer comes:
 *   event, payload, fields   what goes on the wire; without `event` it only sets fields (a model's call)
 *   element, type, target    the element with the attribute, the DOM event, and where that happened
 *   controls, at             the controls whose values it carries, and when they were read
 *   model, submit, drop      sets a field only; comes from a form; is dropped while an equal one is under way
 */
import { componentAt } from "./component.js";
import { attr, closest, isElement, matches } from "./dom.js";
import { tick } from "./edits.js";
import { argumentFields, controlFields, formFields, isTextControl } from "./fields.js";
import { flushPending, schedule } from "./pending.js";

/** The DOM events that `data-live-<event>` may name. One more event is one more word here. */
export const EVENTS = ["click", "submit", "input", "change"];

const MODEL_DELAY_MS = 150;

export function onEvent(event) {
  const { target } = event;
  if (event.defaultPrevented || !isElement(target) || closest(target, ":disabled:not(fieldset)")) return;
  setModel(event.type, target);
  callHandler(event);
}

/** A control is left, or its value is final: what waits for more typing in it has waited long enough. */
export function onLeave({ target, type }) {
  const component = isElement(target) && componentAt(target);
  // Not at once: a control that is being removed is left, too.
  if (component) queueMicrotask(() => flushPending(component, (call) => call.target === target && call.type !== type));
}

function setModel(type, target) {
  const name = attr(target, "data-live-model");
  const isText = isTextControl(target);
  if (!name || type !== (isText ? "input" : "change")) return;
  const own = controlFields(target, name);
  if (own.fields) send({ element: target, target, type, at: tick(), model: true, ...own }, isText ? MODEL_DELAY_MS : 0);
}

function callHandler(event) {
  const { target, type } = event;
  const element = closest(target, `[data-live-${type}]`);
  if (!element || !componentAt(element)) return;
  if (type === "click") {
    const link = closest(element, "a[href],area[href]");
    if (link && (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) return;
    if (link || submitsForm(element)) event.preventDefault();
  } else if (type === "submit") event.preventDefault();
  send(readCall(event, element), 0);
}

// A button without a form has no default to prevent but its popover or dialog.
const submitsForm = (element) => matches(element, "button,input") && /^(submit|image)$/.test(element.type) && element.form;

function readCall({ target, type, submitter }, element) {
  const submit = type === "submit";
  const own = submit ? formFields(target, submitter) : type === "click" ? {} : controlFields(target, attr(target, "name"));
  const fields = { ...own.fields, ...argumentFields(element) };
  return {
    element,
    type,
    target,
    submit,
    event: attr(element, `data-live-${type}`),
    payload: JSON.parse(attr(element, "data-live-args")) ?? undefined,
    fields: Object.keys(fields).length ? fields : undefined,
    controls: own.controls,
    at: tick(),
    drop: (attr(element, "data-live-busy") ?? (submit ? "drop" : "queue")) === "drop",
  };
}

function send(call, delayMs) {
  const component = componentAt(call.element);
  if (component) schedule(component, call, Number(attr(call.element, "data-live-debounce") ?? delayMs));
}
