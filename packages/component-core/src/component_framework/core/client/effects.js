/**
 * What an update asks for beside its HTML: a closed list, and nothing in it runs code. Called by answers.js.
 * The rarer effects are in late/effects.js and late/address.js.
 */
import { use } from "./late.js";

const EFFECTS = {
  event: ({ root }, { name, detail }) => root.dispatchEvent(new CustomEvent(name, { bubbles: true, detail })),
  redirect: (component, { url, external }) => location.assign(checkUrl(url, external === true)),
};
const partOf = (type) => (/^(query|url)$/.test(type) ? "address" : "effects");

export async function runEffects(component, effects = []) {
  for (const effect of effects) {
    try {
      const { type } = effect;
      const known = Object.hasOwn(EFFECTS, type) ? EFFECTS : (await use(partOf(type))).EFFECTS;
      if (!Object.hasOwn(known, type)) throw new Error(`no effect ${type}`);
      known[type](component, effect);
    } catch (error) {
      console.error(`component-framework: effect refused: ${error.message}`);
    }
  }
}

/** The browser's own parser decides where "//host", "/\host" or "javascript:" lead to. Throws unless it stays here. */
export function checkUrl(url, mayLeave) {
  const target = new URL(url, location.href);
  if (/^https?:$/.test(target.protocol) && (mayLeave || target.origin === location.origin)) return target.href;
  throw new Error(`it leads to ${target}`);
}
