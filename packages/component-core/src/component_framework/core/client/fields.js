/**
 * Collects the texts that go along with a call, as `fields`. Called by events.js.
 * Each collector returns `fields` and the `controls` they came from; a name that repeats becomes a list of texts.
 */
import { attr, attrNames, closest, controlsOf, findAll, matches, ROOT } from "./dom.js";

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

/** What the browser would send for this form, and every multiple select as a list, the empty one too. */
export function formFields(form, submitter) {
  const controls = [...controlsOf(form)];
  const lists = new Map();
  for (const select of controls)
    if (select.multiple && select.options && select.name && !matches(select, ":disabled")) lists.set(select.name, []);
  const isList = new Set(lists.keys());
  for (const [name, value] of new FormData(form, submitter)) {
    if (PROTOCOL.test(name)) continue;
    if (typeof value !== "string") warnAboutFile(value);
    else if (!lists.has(name)) lists.set(name, [value]);
    else lists.get(name).push(value);
  }
  const fields = [...lists].map(([name, texts]) => [name, texts.length === 1 && !isList.has(name) ? texts[0] : texts]);
  return { fields: Object.fromEntries(fields), controls };
}

/** One control's own text under `name`; nothing for a control without a name, a file or no control at all. */
export function controlFields(control, name) {
  if (!name || !("value" in control) || matches(control, "form")) return {};
  if (control.type === "file") return warnAboutFile(control.files[0]) ?? {};
  return { fields: Object.fromEntries([[name, textOf(control)]]), controls: [control] };
}

function textOf(control) {
  if (control.type === "checkbox") return checkboxText(control);
  if (control.type === "select-multiple") return Array.from(control.selectedOptions, (option) => option.value);
  return String(control.value);
}

// Without a value of its own a checkbox says yes or no. With one it stands for that value, several of a name for a list.
function checkboxText(box) {
  if (attr(box, "value") === null) return box.checked ? "true" : "";
  const group = [...findAll(closest(box, ROOT), "input[type=checkbox][value]")].filter(
    (other) => groupOf(other) === groupOf(box) && other.form === box.form,
  );
  if (group.length > 1) return group.filter((other) => other.checked).map((other) => other.value);
  return box.checked ? box.value : "";
}

const groupOf = (box) => attr(box, "data-live-model") ?? attr(box, "name");

function warnAboutFile(file) {
  if (file?.name) console.warn(`component-framework: the file ${file.name} is not sent`);
}
