/**
 * The one place where text becomes HTML. Called by update.js, refresh.js and morph.js.
 *
 * A template leaves scripts inert, in copies too, and also holds a bare `<tr>` or `<option>`. Under
 * `require-trusted-types-for 'script'` the text passes the policy named `component-framework`.
 */
const policy = window.trustedTypes?.createPolicy?.("component-framework", { createHTML: (html) => html });

export const trusted = (html) => (policy ? policy.createHTML(html) : html);

export function parseHtml(html) {
  const template = document.createElement("template");
  template.innerHTML = trusted(html);
  return template.content;
}
