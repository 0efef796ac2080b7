/**
 * The one place where text becomes HTML. Called by update.js, refresh.js and morph.js.
 *
 * Both parsers leave scripts inert, in copies too. Under `require-trusted-types-for 'script'` the text passes the
 * policy named `component-framework`.
 */
const policy = window.trustedTypes?.createPolicy?.("component-framework", { createHTML: (html) => html });

export const trusted = (html) => (policy ? policy.createHTML(html) : html);

/** The one root element in an update's HTML. A template also holds a bare `<tr>` or `<option>`. */
export function parseRoot(html) {
  const template = document.createElement("template");
  template.innerHTML = trusted(html);
  return template.content.firstElementChild;
}

export function parsePage(html) {
  return new DOMParser().parseFromString(trusted(html), "text/html");
}
