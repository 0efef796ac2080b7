/**
 * Random trees, each shown after the other in one component. `fuzz(seed, pairs)` gives what went wrong, at most five:
 * the page is not the server's HTML, an element with a key that stands once in both is another one, or what was
 * typed or picked is lost although the server had nothing new to say about it.
 */
const TAGS = ["div", "section", "span", "b", "details", "li"];
const CONTROLS = ["text", "checkbox", "textarea", "select"];

// A small generator of random numbers (mulberry32), so that a seed means the same everywhere.
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function treeMaker(seed) {
  const next = random(seed);
  const chance = (share) => next() < share;
  const upTo = (size) => Math.floor(next() * size);
  const pick = (list) => list[upTo(list.length)];
  let ids, mayRepeat;

  // An id is worth something only with its tag: k3 is always the same kind of element.
  const id = (kind, count, share) => {
    if (!chance(share)) return "";
    const number = upTo(count);
    const text = kind + number;
    if (ids.has(text) && !mayRepeat) return "";
    ids.add(text);
    return ` id="${text}"`;
  };
  const more = () => (chance(0.3) ? ` title="${upTo(3)}"` : "") + (chance(0.1) ? " hidden" : "");
  const many = (make, most) => Array.from({ length: upTo(most) }, make).join("");

  const control = () => {
    const kind = pick(CONTROLS);
    const given = id(kind, 4, 0.7) + more();
    if (kind === "text") return `<input${given} value="${upTo(2)}">`;
    if (kind === "checkbox") return `<input type="checkbox"${given}${chance(0.5) ? " checked" : ""}>`;
    if (kind === "textarea") return `<textarea${given}>${upTo(2)}</textarea>`;
    const options = ["a", "b", "c", "d"].filter(() => chance(0.8)).sort(() => next() - 0.5);
    return `<select${given}>${options.map((one) => `<option${chance(0.2) ? " selected" : ""}>${one}</option>`).join("")}</select>`;
  };
  const list = (depth) => {
    const keys = ["a", "b", "c", "d", "e"].sort(() => next() - 0.5).slice(0, upTo(6));
    const rows = keys.map((key) => `<li data-key="${mayRepeat ? pick(keys) : key}"${more()}>${many(() => part(depth + 1), 3)}</li>`);
    return `<ul${id("list", 3, 0.6)}>${rows.join("")}</ul>`;
  };
  const drawing = () => `<svg${id("svg", 2, 0.5)}>${many(() => `<g${id("g", 4, 0.5)}>${many(() => `<path${id("path", 6, 0.6)} d="M0 ${upTo(3)}"></path>`, 3)}</g>`, 4)}</svg>`;
  const element = (depth) => {
    const tag = pick(TAGS);
    return `<${tag}${id(tag, 3, 0.4)}${more()}>${many(() => part(depth + 1), depth < 4 ? 4 : 1)}</${tag}>`;
  };
  const table = (depth) => `<table><tbody>${many(() => `<tr${id("tr", 5, 0.7)}><td>${part(depth + 2)}</td></tr>`, 4)}</tbody></table>`;

  function part(depth) {
    const kind = next();
    if (kind < 0.18) return pick(["one", "two", " ", "\n", "&lt;"]);
    if (kind < 0.24) return `<!--${upTo(3)}-->`;
    if (kind < 0.42) return control();
    if (depth < 4 && kind < 0.52) return list(depth);
    if (kind < 0.58) return drawing();
    if (depth < 3 && kind < 0.62) return table(depth);
    if (kind < 0.64) return `<template><p>${upTo(3)}</p></template>`;
    return element(depth);
  }

  return {
    chance,
    pick,
    tree() {
      ids = new Set();
      mayRepeat = chance(0.1);
      return many(() => part(1), 7);
    },
  };
}

// HTML in which the order of attributes does not tell.
function normal(root) {
  const copy = root.cloneNode(true);
  for (const one of [copy, ...copy.querySelectorAll("*")])
    for (const attribute of [...one.attributes].sort((a, b) => (a.name < b.name ? -1 : 1)))
      one.setAttributeNode(one.removeAttributeNode(attribute));
  return copy.outerHTML;
}

const kind = (one) => `${one.localName} ${one.getAttribute("type")}`;

// What stands once: by id in the tree, by data-key among the children of an element with an id.
function keyed(root) {
  const found = new Map();
  const add = (key, one) => found.set(key, found.has(key) ? null : one);
  for (const one of root.querySelectorAll("[id]")) {
    add(`${one.id} ${kind(one)}`, one);
    for (const row of one.children) if (row.dataset?.key && !row.id) add(`${one.id} > ${row.dataset.key} ${kind(row)}`, row);
  }
  return found;
}

function given(control) {
  if (control.options) return Array.from(control.options).filter((option) => option.defaultSelected).map((option) => option.value).join();
  return control.type === "checkbox" ? String(control.defaultChecked) : control.defaultValue;
}
const shown = (control) => (control.type === "checkbox" ? String(control.checked) : control.value);

function use(control, { pick }) {
  if (control.options) control.value = pick([...control.options])?.value;
  else if (control.type === "checkbox") control.checked = !control.checked;
  else control.value = "typed";
}

const CONTROL = "input,textarea,select";

globalThis.fuzz = (seed, pairs) => {
  const maker = treeMaker(seed);
  const wrong = [];
  const [open] = R.cloneNode(false).outerHTML.split("</");
  for (let pair = 0; pair < pairs && wrong.length < 5; pair++) {
    const html = `${open}${maker.tree()}</${R.localName}>`;
    const controls = [...R.querySelectorAll(CONTROL)].filter((control) => control.id);
    for (const control of controls) if (maker.chance(0.5)) use(control, maker);
    const before = new Map(controls.map((control) => [control, { given: given(control), shown: shown(control) }]));
    const olds = keyed(R);
    const was = R.outerHTML;
    try {
      update(html);
    } catch (error) {
      wrong.push({ pair, was, html, why: String(error) });
      continue;
    }
    const report = (why) => wrong.push({ pair, was, html, why });
    const fresh = parse(html);
    if (normal(R) !== normal(fresh)) report(`the page is ${R.outerHTML}`);
    const news = keyed(fresh);
    const kept = keyed(R);
    for (const [key, old] of olds) {
      const [parent] = key.includes(" > ") ? key.split(" > ") : [];
      const isParentKept = !parent || [...olds].some(([other, one]) => one && one.id === parent && kept.get(other) === one);
      if (old && news.get(key) && isParentKept && kept.get(key) !== old) report(`${key} is another element`);
    }
    for (const [control, { given: gave, shown: showed }] of before) {
      const next = news.get(`${control.id} ${kind(control)}`);
      if (!next || kept.get(`${control.id} ${kind(control)}`) !== control) continue;
      const isGone = next.options && !Array.from(next.options).some((option) => option.value === showed);
      const wanted = given(next) === gave && !isGone ? showed : shown(next);
      if (!(isGone && given(next) === gave) && shown(control) !== wanted) report(`${control.id} shows ${shown(control)}, not ${wanted}`);
    }
  }
  return wrong;
};
