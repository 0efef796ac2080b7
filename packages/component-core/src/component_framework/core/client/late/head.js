/**
 * Style sheets, metas and scripts of a page that takes the place of another. Called by late/page.js and late/visit.js.
 * A page is what `parse` in late/page.js gives.
 */
const SHEETS_MS = 3_000;
const SHEET = "link[rel~=stylesheet],style";
const PLAIN = "meta:not([http-equiv],[charset]),link:not([rel~=stylesheet]),script[type$=json]"; // exchanged as it stands
const CLIENT = "script[data-live-client]";
const known = new Set(); // addresses of scripts that have run, and the texts of those in a head
const brought = new WeakSet(); // style elements that are ours to take away again
let core;

export function start(given) {
  core = given;
  for (const script of document.scripts) known.add(script.src || script.text);
}

/** Loads the style sheets that are not here yet, and returns when they are or it takes too long. */
export async function prepare(page, signal) {
  const loads = [];
  let after = null; // what comes after it in the new page, and is here
  for (const sheet of [...page.doc.head.querySelectorAll(SHEET)].reverse()) {
    const here = [...document.head.querySelectorAll(SHEET)].find((one) => keyOf(one, location) === keyOf(sheet, page.url));
    after = here ?? insertSheet(page, sheet, { after, loads });
  }
  if (!loads.length) return;
  const late = new Promise((done) => setTimeout(done, SHEETS_MS));
  await Promise.race([Promise.all(loads), late, new Promise((done) => signal.addEventListener("abort", done))]);
}

const keyOf = (sheet, base) => (sheet.localName === "style" ? sheet.textContent : new URL(core.attr(sheet, "href"), base).href);

/** Without effect until the page is put in. */
function insertSheet(page, sheet, { after, loads }) {
  const fresh = document.importNode(sheet, true);
  if (fresh.localName === "link") fresh.href = keyOf(sheet, page.url);
  setNonce(fresh, sheet, page);
  page.sheets.push({ fresh, media: core.attr(fresh, "media") });
  fresh.media = "not all";
  if (core.attr(fresh, "rel") === "stylesheet" && !fresh.disabled) loads.push(loaded(fresh));
  document.head.insertBefore(fresh, after);
  return fresh;
}

const loaded = (element) => new Promise((done) => ["load", "error"].forEach((type) => element.addEventListener(type, done)));

/** What the server's policy vouches for, this page's does. Nothing else: it may be what somebody got into the page. */
function setNonce(fresh, { nonce }, { policy }) {
  if (nonce && policy.includes(`'nonce-${nonce}'`)) fresh.nonce = document.querySelector(CLIENT).nonce;
}

/** Takes away what was prepared and has not come to be used. */
export function tidy({ sheets }) {
  for (const { fresh } of sheets) fresh.remove();
}

export function swapHead(page) {
  const { doc } = page;
  document.title = doc.title;
  const next = [...doc.head.querySelectorAll(PLAIN)];
  const now = [...document.head.querySelectorAll(PLAIN)];
  const isMissing = (all) => (one) => !all.some((other) => textOf(other) === textOf(one));
  now.filter(isMissing(next)).forEach((one) => one.remove());
  document.head.append(...next.filter(isMissing(now)));
  swapSheets(page);
  const tag = document.querySelector(CLIENT);
  Object.assign(tag.dataset, doc.querySelector(CLIENT)?.dataset); // whoever signed in has a new token
  if (document.body.contains(tag)) document.head.append(tag);
}

/** The element as the server wrote it: a browser hides the nonces of a page that is shown. */
export const textOf = ({ outerHTML }) => outerHTML.replace(/ nonce="[^"]*"/, "");

// A style element that a script made, or may have made, stays.
function swapSheets({ doc, url, sheets }) {
  const keys = [...doc.head.querySelectorAll(SHEET)].map((sheet) => keyOf(sheet, url));
  for (const sheet of document.head.querySelectorAll(SHEET))
    if ((sheet.localName === "link" || brought.has(sheet)) && !keys.includes(keyOf(sheet, location))) sheet.remove();
  for (const { fresh, media } of sheets.splice(0)) {
    if (media === null) fresh.removeAttribute("media");
    else fresh.media = media;
    brought.add(fresh);
  }
}

/** The page's scripts, while its head is still its own. */
export const scriptsOf = (doc) => [...doc.scripts].filter(isRun).map((script) => ({ script, isHead: doc.head.contains(script) }));

const isRun = (script) => /^(module|(text|application)\/javascript)?$/i.test(script.type) && !script.matches(CLIENT);

/** Runs them in order: those with an address once, the head's texts once, the body's each time. */
export async function runScripts(page, signal) {
  for (const { script, isHead } of page.scripts) {
    if (signal.aborted) return;
    const src = core.attr(script, "src");
    const key = src === null ? isHead && script.text : new URL(src, page.url).href;
    if (known.has(key) || !(isHead || script.isConnected)) continue;
    if (key) known.add(key);
    await runScript(script, page, isHead);
  }
}

function runScript(script, page, isHead) {
  // A parsed script never runs; one made in this way does, and no other passes Trusted Types.
  const fresh = document.createRange().createContextualFragment(core.trusted(script.outerHTML)).firstChild;
  const isAwaited = core.attr(script, "src") !== null && script.type !== "module" && !script.async;
  setNonce(fresh, script, page);
  const end = isAwaited ? loaded(fresh) : undefined;
  if (isHead) document.head.append(fresh);
  else script.replaceWith(fresh);
  return end;
}
