/** The page's network, whose other end is the test: what is sent waits in `outgoing`, what comes is handed in. */
export let outgoing = [];
let sockets = new Map();
let requests = new Map();
let last = 0;

export function reset() {
  outgoing = [];
  sockets = new Map();
  requests = new Map();
}

/** What has left since it was last asked. */
export const takeOutgoing = () => outgoing.splice(0);

export class WebSocket {
  constructor(url) {
    this.id = ++last;
    sockets.set(this.id, this);
    outgoing.push({ kind: "connect", id: this.id, url });
  }
  send(text) {
    outgoing.push({ kind: "frame", id: this.id, text });
  }
  close() {
    sockets.delete(this.id);
    outgoing.push({ kind: "bye", id: this.id });
  }
}

/** A frame has come in on that socket; one that the page has closed hears nothing. */
export const hear = (id, data) => sockets.get(id)?.onmessage?.({ data });

export function close(id, code) {
  const socket = sockets.get(id);
  sockets.delete(id);
  socket?.onclose?.({ code });
}

export function fetch(url, { method = "GET", body = "", signal } = {}) {
  const id = ++last;
  outgoing.push({ kind: "request", id, method, url: String(url), text: body });
  return new Promise((resolve, reject) => {
    requests.set(id, { resolve, reject });
    signal?.addEventListener("abort", () => fail(id));
  });
}

export function respond(id, status, text) {
  requests.get(id)?.resolve({ status, type: "basic", headers: new Headers(), text: async () => text });
  requests.delete(id);
}

/** The request is given up, by the page or by the network. */
export function fail(id) {
  requests.get(id)?.reject(new TypeError("no answer"));
  requests.delete(id);
}
