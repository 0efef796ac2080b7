/**
 * The rows of streams (`data-live-stream="name"`), most of which only the page has. Called by update.js before each
 * update of a component with streams: the new HTML is completed to what the page is to show, so that the morph sees a
 * list like any other. Nodes that stand for rows of the page are told to it, and it leaves those rows as they are.
 */
const STREAM = "data-live-stream";
const complained = new Set();
let core;

export function start(given) {
  core = given;
}

/** Completes `next` by the steps in `streams`, name -> list (docs/protocol.md). */
export function complete({ root, changes }, next, { streams }) {
  const isServers = (row) => !changes.made.has(row);
  const olds = containers(root);
  for (const [place, container] of containers(next)) {
    const name = core.attr(container, STREAM);
    const old = olds.get(place);
    const brought = rowsOf(container);
    const steps = streams[name] ?? [];
    check(name, brought, steps);
    if (!old && !steps.length) continue; // it has just come into the page
    let rows = old ? rowsOf(old).filter(isServers).map((row) => ({ key: keyOf(row), row })) : [];
    for (const step of steps) {
      const fresh = brought.splice(0, step.count ?? 0);
      rows = after(rows, step, fresh.map((row) => ({ key: keyOf(row), fresh: row })));
    }
    container.replaceChildren(...rows.flatMap(({ row, fresh }) => [fresh ?? standIn(row), "\n"]));
  }
}

/** A component's own streams, each by its name and which one of that name it is. */
function containers(root) {
  const found = new Map();
  const all = [...core.findAll(root, `[${STREAM}]`)].filter((one) => core.closest(one.parentNode, core.ROOT) === root);
  const own = core.attr(root, STREAM) === null ? all : [root, ...all];
  for (const container of own) {
    const name = core.attr(container, STREAM);
    let place = name;
    while (found.has(place)) place += " ";
    found.set(place, container);
  }
  return found;
}

const rowsOf = (container) => [...container.children];

const keyOf = (row) => core.attr(row, "data-key") || row;

function standIn(row) {
  return Object.assign(row.cloneNode(false), { isKept: true });
}

function after(rows, { do: what, key, at, limit }, brought) {
  if (what === "remove") return rows.filter((one) => one.key !== key);
  const fresh = new Map(brought.map((one) => [one.key, one]));
  if (what === "reset") return [...fresh.values()];
  const known = new Set(rows.map((one) => one.key));
  const added = [...fresh.values()].filter((one) => what === "insert" || !known.has(one.key));
  const stays = rows.flatMap((one) => (!fresh.has(one.key) ? [one] : what === "insert" ? [] : [fresh.get(one.key)]));
  stays.splice({ append: stays.length, prepend: 0, insert: at }[what], 0, ...added);
  if (!limit) return stays;
  return limit > 0 ? stays.slice(0, limit) : stays.slice(limit);
}

function check(name, brought, steps) {
  const wanted = steps.reduce((sum, { count = 0 }) => sum + count, 0);
  if (brought.some((row) => keyOf(row) === row)) complain(name, "a row has no data-key");
  else if (steps.length && wanted !== brought.length) complain(name, `${wanted} rows came, and the template made ${brought.length}`);
}

function complain(name, what) {
  if (!complained.has(name)) console.error(`component-framework: the stream ${name}: ${what}`);
  complained.add(name);
}
