/**
 * One WebSocket for all components of the page (`data-live-socket` on the script tag; docs/protocol.md, "The socket").
 * Messages go over it while it is open, and by HTTP while it is not or when it breaks under them. `data-live-socket` on
 * `<html>` and the event `live:socket` show whether it is open. What the server says of its own is for late/pushes.js.
 */
const ANSWER_MS = 30_000;
const DEAD_MS = 10_000; // for `connected`, or for the answer to a ping
const PING_MS = 30_000;
const STEADY_MS = 5_000;
const ACK_MS = 100;
const ACK_EVERY = 4;
const MAX_PAUSE_MS = 10_000;
const SIGNED_OUT = 4401;
// Flooded (1008 from a proxy or a server by itself); the page first turns to whoever is there now.
const LEAST_PAUSE_MS = { 1008: 10_000, 4008: 10_000, [SIGNED_OUT]: 2_000 };

const awaited = new Map(); // key -> what settles the message's attempt
let core;
let pushes; // late/pushes.js
let byHttp;
let address;
let connection; // {socket, maxBytes: 0 while nothing may be sent, frames, mark, acked, timers}; from the first try on
let timer; // of the next try
let failures = 0; // connections in a row that have not held for `STEADY_MS` with a subscription
let quietUntil = 0; // when a server that restarts wants to be asked again, at the earliest
let isAway = false;

export async function start(given) {
  core = given;
  address = socketAddress();
  if (!address) return;
  pushes = await core.use("pushes");
  byHttp = core.line.attempt;
  core.line.attempt = attempt;
  core.onSync.push(keepUp);
  addEventListener("online", () => (connection ? ping() : connect()));
  // Before the page's last words: they go by HTTP, which outlives it.
  addEventListener("pagehide", () => setAway(true), true);
  addEventListener("pageshow", () => setAway(false));
  connect();
}

// The client's tag is meant: whatever else has the attribute may come from what a user has written.
function socketAddress() {
  const { liveSocket } = document.querySelector("script[data-live-client]").dataset;
  if (liveSocket === undefined) return null;
  const url = new URL(liveSocket, location.href);
  url.protocol = location.protocol.replace("http", "ws");
  if (url.host === location.host) return url.href;
  console.error(`component-framework: the socket ${url} is of another host`);
  return null;
}

function keepUp() {
  if (connection) pushes.subscribe(transmit);
  else if (!timer) connect();
}

function setAway(isLeft) {
  isAway = isLeft;
  if (!isLeft) connect();
  else if (connection) lose();
  else clearTimeout(timer);
}

/** In place of transport.js's: the same text, the same answer. */
function attempt(url, message, tries, abandoned) {
  return overSocket(message, abandoned).catch(() => byHttp(url, message, tries, abandoned));
}

// Rejects when the message has files or is too long, or the connection breaks, or nothing comes.
function overSocket(message, abandoned) {
  const { key } = message;
  let hasFiles = false;
  const text = JSON.stringify(message, (name, value) => (value instanceof File ? (hasFiles = true) : value));
  const settled = new Promise((resolve, reject) => {
    awaited.set(key, { resolve, reject });
    AbortSignal.any([abandoned, AbortSignal.timeout(ANSWER_MS)]).addEventListener("abort", reject);
    if (hasFiles || !transmit(text)) reject();
  });
  return settled.finally(() => awaited.delete(key));
}

function answer({ type, key, status = 200, code, errors, retry_after_s: retryAfterS, ...update }) {
  awaited.get(key)?.resolve({ status, key, code, errors, retryAfterS, update: type === "component_update" && update });
}

function connect() {
  clearTimeout(timer);
  timer = 0;
  if (connection || isAway || !pushes.isWanted()) return;
  const socket = new WebSocket(address);
  connection = { socket, maxBytes: 0, frames: 0, acked: 0, timers: {} };
  socket.onmessage = ({ data }) => receive(JSON.parse(data));
  socket.onclose = ({ code }) => lose(code);
  later("death", lose, DEAD_MS);
}

/** Calls it unless the connection ends before, or asks for it anew. */
function later(name, call, ms) {
  clearTimeout(connection.timers[name]);
  connection.timers[name] = setTimeout(call, ms);
}

function receive(frame) {
  connection.frames++;
  connection.mark = frame.mark ?? connection.mark;
  clearTimeout(connection.timers.death);
  later("ping", ping, PING_MS); // what the page sends says nothing of whether it arrives
  try {
    if (frame.key) answer(frame);
    else if (frame.type === "connected") open(frame);
    else if (frame.type === "restart") leave(frame);
    else if (frame.type === "subscribed") connection.timers.steady ??= setTimeout(() => (failures = 0), STEADY_MS);
    else pushes.receive(frame);
  } finally {
    // The timers of a hidden page may be a minute late.
    if (connection.frames - connection.acked >= ACK_EVERY || document.hidden) acknowledge();
    else if (connection.frames - connection.acked === 1) later("ack", acknowledge, ACK_MS);
  }
}

function open({ max_bytes }) {
  connection.maxBytes = max_bytes;
  show("connected");
  pushes.subscribe(transmit);
}

function acknowledge() {
  clearTimeout(connection.timers.ack);
  connection.acked = connection.frames;
  transmit({ type: "ack", frames: connection.frames, mark: connection.mark });
}

function leave({ within_ms }) {
  const ms = Math.random() * within_ms;
  connection.maxBytes = 0;
  quietUntil = performance.now() + ms;
  later("leave", lose, ms);
}

function ping() {
  if (transmit({ type: "ping" })) later("death", lose, DEAD_MS);
}

/** Sends a frame, given as its text or as what it says. False when it cannot go this way. */
function transmit(frame) {
  const text = typeof frame === "string" ? frame : JSON.stringify(frame);
  if (!connection?.maxBytes || connection.socket.readyState > 1 || new Blob([text]).size > connection.maxBytes) return false;
  connection.socket.send(text);
  return true;
}

/** Does not wait for the other side, which may be long gone. */
function lose(code) {
  const { socket, timers } = connection;
  connection = undefined;
  Object.values(timers).forEach(clearTimeout);
  socket.onmessage = socket.onclose = null;
  socket.close();
  pushes.forget();
  for (const { reject } of awaited.values()) reject();
  show("reconnecting");
  if (!isAway) timer = setTimeout(connect, pauseMs(code));
  if (code === SIGNED_OUT) pushes.refreshAll();
}

function pauseMs(code) {
  const ms = failures ? Math.random() * Math.min(250 * 2 ** (failures - 1), MAX_PAUSE_MS) : 50;
  failures++;
  return Math.max(ms, LEAST_PAUSE_MS[code] ?? 0, quietUntil - performance.now());
}

function show(state) {
  const { dataset } = document.documentElement;
  if (dataset.liveSocket === state) return;
  dataset.liveSocket = state;
  document.dispatchEvent(new CustomEvent("live:socket", { detail: { state } }));
}
