/**
 * One page after the other with the browser client's own modules, for a test that plays its network and its clock.
 * `node --experimental-vm-modules main.mjs <client folder>`; each line of input is a command as JSON, each line of
 * output what has come of it. faults/page_in_node/__init__.py is the other end.
 */
import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { SourceTextModule } from "node:vm";
import * as clock from "./clock.mjs";
import { Document, Element, HTMLFormElement, Node, observeNodes, parse } from "./dom.mjs";
import * as network from "./network.mjs";

const FOLDER = process.argv[2];
const HREF = "http://testserver/";
const CLIENT = HREF + "client/";
const sources = new Map(); // a module's path -> its text
const nativeAny = AbortSignal.any.bind(AbortSignal);

let modules; // path -> module, of this page
let loading = 0;
let said; // what the page has said: {updates, errors}

function moduleAt(path) {
  if (!sources.has(path)) sources.set(path, readFileSync(`${FOLDER}/${path}`, "utf-8"));
  if (!modules.has(path)) {
    const identifier = CLIENT + path;
    modules.set(path, new SourceTextModule(sources.get(path), { identifier, importModuleDynamically: load }));
  }
  return modules.get(path);
}

async function load(specifier) {
  loading++;
  try {
    const module = moduleAt(pathOf(specifier, CLIENT));
    if (module.status === "unlinked") await module.link((name, { identifier }) => moduleAt(pathOf(name, identifier)));
    await module.evaluate();
    return module;
  } finally {
    loading--;
  }
}

const pathOf = (specifier, from) => new URL(specifier, from).pathname.slice(new URL(CLIENT).pathname.length);

/** Everything that needs no more time has happened. */
async function settled() {
  do await new Promise(setImmediate);
  while (loading);
}

function install(html, seed) {
  const page = new EventTarget();
  setMaxListeners(0, page);
  const document = new Document(HREF);
  Object.assign(globalThis, {
    document, Element, HTMLFormElement, Node,
    window: globalThis,
    origin: new URL(HREF).origin,
    location: Object.assign(new URL(HREF), { reload: () => said.errors.push("the page was loaded anew") }),
    MutationObserver: Observer,
    AbortSignal: { any: nativeAny, timeout: timeoutSignal },
    addEventListener: page.addEventListener.bind(page),
    reportError: (error) => said.errors.push(String(error.stack)),
    fetch: network.fetch,
    WebSocket: network.WebSocket,
    setTimeout: clock.setTimeout,
    clearTimeout: clock.clearTimeout,
  });
  Object.defineProperty(globalThis, "performance", { value: clock.performance, configurable: true });
  Math.random = randomOf(seed);
  console.error = (...texts) => said.errors.push(texts.join(" "));
  for (const node of parse(html).children.slice()) document.insertBefore(node, null);
}

/** Hears of the document as a whole; nothing in here changes a component as page scripts do. */
class Observer {
  constructor(heard) {
    this.heard = heard;
  }
  observe(target, { attributeFilter }) {
    if (target !== document) return;
    let isDue = false;
    observeNodes((attribute) => {
      if (attribute && !attributeFilter.includes(attribute)) return;
      if (!isDue) queueMicrotask(() => ((isDue = false), this.heard([])));
      isDue = true;
    });
  }
  disconnect() {}
  takeRecords() {
    return [];
  }
}

function timeoutSignal(ms) {
  const controller = new AbortController();
  clock.setTimeout(() => controller.abort(), ms);
  return controller.signal;
}

/** Numerical Recipes' generator: the same page does the same. */
const randomOf = (seed) => () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;

const root = () => document.querySelector("[data-live]");
const shown = () => document.querySelector("output").textContent;

const commands = {
  async open({ html, seed }) {
    observeNodes(() => {});
    clock.reset();
    network.reset();
    modules = new Map();
    said = { updates: [], errors: [] };
    install(html, seed);
    await load("./live.js");
    root().addEventListener("live:update", () => said.updates.push(shown()));
  },
  send: ({ event, payload }) => window.live.send(root(), event, payload),
  advance: ({ ms }) => clock.advance(ms, settled),
  hear: ({ id, text }) => network.hear(id, text),
  close: ({ id, code }) => network.close(id, code),
  respond: ({ id, status, text }) => network.respond(id, status, text),
  fail: ({ id }) => network.fail(id),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...given } = JSON.parse(line);
  await commands[name](given);
  await settled();
  const { isSending = false, sent, waiting } = modules.get("component.js").namespace.components.get(root());
  const calls = [...sent, ...waiting].map(({ payload }) => payload ?? null);
  const { updates, errors } = said;
  said.updates = [];
  said.errors = [];
  const busy = isSending || root().getAttribute("aria-busy") !== null;
  const answer = { shown: shown(), calls, busy, updates, errors, outgoing: network.takeOutgoing(), next_ms: clock.next() };
  process.stdout.write(JSON.stringify(answer) + "\n");
}
