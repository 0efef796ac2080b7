/**
 * Shows a declared change ahead of the answer (`data-live-optimistic`), once for each call that waits or is under way.
 * It is a mark like the others: taken off when the answer comes, so that a refused change was never there.
 */
let core;

export function start(given) {
  core = given;
  core.moreMarks.push(draw);
}

function draw(component, calls) {
  const { root } = component;
  for (const call of calls) {
    const { element } = call;
    const place = core.attr(element, "data-live-optimistic");
    const target = place ? (core.closest(element, place) ?? root.querySelector(place)) : element;
    if (place !== null && target && root.contains(target)) change(component, element, target);
    if (core.attr(element, "data-live-optimistic-reset") !== null) reset(component, call);
  }
}

function change(component, element, target) {
  const wanted = (name) => core.attr(element, "data-live-optimistic-" + name);
  if (wanted("class") !== null) core.markClasses(component, target, wanted("class"), (has) => !has);
  if (wanted("hide") !== null) core.mark(component, target, "hidden", "");
  if (wanted("attr") !== null) {
    const [name, value = ""] = wanted("attr").split(/=(.*)/s);
    core.mark(component, target, name, value);
  }
  if (wanted("text") !== null) write(component, target, () => wanted("text"));
  if (wanted("add") !== null) write(component, target, (text) => (Number.isFinite(+text) ? +text + +wanted("add") : text));
}

function write(component, { firstChild: text }, change) {
  if (text?.nodeType !== Node.TEXT_NODE) return;
  const before = text.nodeValue;
  component.marks.push(() => (text.nodeValue = before));
  text.nodeValue = change(before);
}

// What is typed after the call belongs to the next one; files go at the answer.
function reset({ marks }, { controls = [], at }) {
  const isOld = (control) => core.editedAt(control) <= at;
  for (const control of controls)
    for (const [holder, now, first] of values(control)) {
      const before = holder[now];
      if (!isOld(control) || before === holder[first]) continue;
      marks.push(() => isOld(control) && (holder[now] = before));
      holder[now] = holder[first];
    }
}

/** What holds a value of the control, by which property, and by which one what the server gave. */
function values(control) {
  if (/^(checkbox|radio)$/.test(control.type)) return [[control, "checked", "defaultChecked"]];
  if (control.options) return [...control.options].map((option) => [option, "selected", "defaultSelected"]);
  return control.defaultValue === undefined || control.type === "file" ? [] : [[control, "value", "defaultValue"]];
}
