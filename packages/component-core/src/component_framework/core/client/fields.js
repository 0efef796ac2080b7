/**
 * Collects the texts that go along with a call, as `fields`. Called by events.js.
 * Each collector returns `fields` and the `controls` they came from; a name that repeats becomes a list of texts.
 */
import { attr, attrNames, closest, findAll, matches, ROOT } from "./dom.js";
import { choices } from "./values.js";

const ARGUMENT = "data-live-arg-";
// Hidden inputs that make a form work without script; they are no fields of the component.
const PROTOCOL = /^(live-.*|csrfmiddlewaretoken)$/;
const TEXT = /^(text|search|url|tel|email|password|number|textarea)$/;

export const isTextControl = (element) => matches(element, "input,textarea") && TEXT.test(element.type);

/** `data-live-arg-item-id="5"` is the field `item_id`. */
export function argumentFields(element) {
  const names = attrNames(element).filter((name) => name.startsWith(ARGUMENT));
  return Object.fromEntries(names.map((name) => [name.slice(ARGUMENT.length).replaceAll("-", "_"), attr(element, name)]));
}

/** What a form's names, values and files say, and every multiple select among `controls` as a list, the empty one too. */
export function formFields(pairs, controls) {
  const fields = {};
  for (const control of controls) if (matches(control, "select[name][multiple]:enabled")) fields[control.name] = [];
  for (const [name, value] of pairs) {
    if (!PROTOCOL.test(name)) fields[name] = Object.hasOwn(fields, name) ? [fields[name], value].flat() : value;
  }
  return { fields, controls: [...controls] };
}

/** One control's own text under `name`; nothing for a file, or without a name or a value. */
export function controlFields(control, name) {
  if (!name || !("value" in control) || control.type === "file") return {};
  return { fields: { [name]: textOf(control) }, controls: [control] };
}

function textOf(control) {
  if (control.type === "checkbox") return checkboxText(control);
  if (control.type === "select-multiple") return choices(control, (option) => option.selected);
  return String(control.value);
}

// Without a value of its own a checkbox says yes or no. With one it stands for that value, several of a name for a list.
function checkboxText(box) {
  if (attr(box, "value") === null) return box.checked ? "true" : "";
  const group = [...findAll(closest(box, ROOT), "input[type=checkbox][value]")].filter(
    (other) => boxName(other) === boxName(box) && other.form === box.form,
  );
  if (group.length > 1) return group.filter((other) => other.checked).map((other) => other.value);
  return box.checked ? box.value : "";
}

const boxName = (box) => attr(box, "data-live-model") ?? attr(box, "name");
