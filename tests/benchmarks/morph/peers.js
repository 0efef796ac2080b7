/**
 * The same update by each of the four, as a page would have it done: from the server's text to the last observer.
 * `measure` starts from a fresh table each time and gives milliseconds.
 */
const frame = document.querySelector("main");

const peers = {
  async ours() {
    const { componentAt } = await import("/client/component.js");
    const { showUpdate } = await import("/client/update.js");
    await import("/client/live.js");
    return (root, html) => showUpdate(componentAt(root), { html, state: "s" }, { keeps: () => false });
  },
  htmx4: () => (root, text) => htmx.swap({ text, target: root, sourceElement: root, swap: "outerMorph" }),
  idiomorph: () => (root, html) => Idiomorph.morph(root, html),
  morphdom: () => (root, html) => morphdom(root, html),
};

let update;
globalThis.prepare = async (peer) => { update = await peers[peer](); };

globalThis.measure = async ({ before, after }) => {
  frame.innerHTML = before;
  globalThis.htmx?.process(frame);
  await settled();
  frame.getBoundingClientRect();
  globalThis.gc?.();
  const start = performance.now();
  await update(frame.firstElementChild, after);
  await Promise.resolve(); // observers have their turn
  const took = performance.now() - start;
  const wanted = document.createElement("template");
  wanted.innerHTML = after;
  if (!wanted.content.firstElementChild.isEqualNode(frame.firstElementChild)) throw new Error("not the server's HTML");
  return took;
};

const settled = () => new Promise((resolve) => setTimeout(resolve));
