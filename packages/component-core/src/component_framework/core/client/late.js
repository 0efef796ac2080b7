/**
 * Loads what few pages need when a page needs it: the parts in `late/`, found from the script tag's own address.
 * live.js hands over what parts may use (`core`) and has `findParts` look at the page; events.js, answers.js and
 * effects.js ask for a part by name. A part exports `start(core)`, called once, and whatever its caller calls.
 */
import { clientTag } from "./csrf.js";

/** The words in `data-live-<word>` of the elements that need a part; it is called by the first of them. */
const PARTS = [
  "confirm", "dirty", "guard", "hook", "htmx", "lazy", "loading loading-class disable", "modal trap",
  "navigate", "nest mount slots", "on outside window keydown keyup focus blur", "optimistic",
  "poll", "query", "refocus", "socket", "sort", "stream",
];
export const started = new Map(); // part -> the promise of its module
let core;
let failures = 0;

export function provide(given) {
  core = given;
}

/** The part as a module. Rejects when it cannot be had; the next call tries again, and so does the page's need. */
export function use(name) {
  if (!started.has(name)) started.set(name, load(name));
  return started.get(name);
}

async function load(name) {
  const { src } = clientTag(document);
  try {
    // A browser remembers under its address that a module failed to load.
    const part = await import(new URL(`late/${name}.js${new URL(src).search}#${failures}`, src));
    await part.start?.(core);
    return part;
  } catch (error) {
    setTimeout(findParts, 1000 * ++failures);
    started.delete(name);
    throw error;
  }
}

/** Starts the parts that the page's elements need by now. */
export function findParts() {
  for (const words of PARTS) {
    const [name] = words.split(" ");
    const selector = `[data-live-${words.replaceAll(" ", "],[data-live-")}]`;
    if (!started.has(name) && document.querySelector(selector)) use(name).catch(console.error);
  }
}
