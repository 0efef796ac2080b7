/**
 * What an update asks for beside its HTML: a closed list, and nothing in it runs code. Called by answers.js.
 */
const EFFECTS = {
  event: (root, { name, detail }) => root.dispatchEvent(new CustomEvent(name, { bubbles: true, detail })),
  redirect: (root, { url, external }) => location.assign(checkUrl(url, external === true)),
  url: (root, { url, replace }) => history[replace ? "replaceState" : "pushState"](null, "", checkUrl(url, false)),
};

export function runEffects(root, effects = []) {
  for (const effect of effects) {
    try {
      if (!Object.hasOwn(EFFECTS, effect.type)) throw new Error(`no effect ${effect.type}`);
      EFFECTS[effect.type](root, effect);
    } catch (error) {
      console.error(`component-framework: effect refused: ${error.message}`);
    }
  }
}

// The browser's own parser decides where "//host", "/\host" or "javascript:" lead to.
function checkUrl(url, mayLeave) {
  const target = new URL(url, location.href);
  if (/^https?:$/.test(target.protocol) && (mayLeave || target.origin === location.origin)) return target.href;
  throw new Error(`it leads to ${target}`);
}
