/**
 * What a control shows, beside what its attributes say: text, tick, choice, caret. Called by morph.js, update.js,
 * answers.js and late/refresh.js.
 */
const isCheckable = (control) => control.type === "checkbox" || control.type === "radio";

/** A tick or a choice, as against a text. */
export const isChoice = (control) => isCheckable(control) || !!control.options;

/** The attribute from which the control takes its value. */
export const valueAttr = (control) => (isCheckable(control) ? "checked" : "value");

/** Makes the control show what the server's attributes say: no file, whatever was chosen. */
export function followServer(control) {
  if (isCheckable(control)) control.checked = control.defaultChecked;
  else if (control.options) choose(control, (option) => option.defaultSelected);
  else if (control.defaultValue !== undefined) setValue(control, control.defaultValue);
}

/** The control shows something else than the server's attributes say. */
export function isUnsaved(control) {
  if (isCheckable(control)) return control.checked !== control.defaultChecked;
  if (control.options) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  return control.value !== control.defaultValue;
}

/** Sets the text; a caret in it stays where it is. */
export function setValue(control, text) {
  if (control.value === text) return;
  const { selectionStart, selectionEnd } = control;
  control.value = text;
  // A number or a date has no caret that could be set.
  if (selectionStart !== null && control === document.activeElement) control.setSelectionRange(selectionStart, selectionEnd);
}

/** The values of a select's options that `isChosen` names. */
export const choices = (select, isChosen) => [...select.options].filter(isChosen).map((option) => option.value);

export function choose(select, isChosen) {
  for (const option of select.options) option.selected = isChosen(option);
}
