/**
 * The one place where text becomes HTML. Called by update.js, refresh.js and morph.js.
 *
 * A template leaves scripts inert, in copies too, and also holds a bare `<tr>` or `<option>`. Under
 * `require-trusted-types-for 'script'` the text passes the policy named `component-framework`.
 */
const policy = window.trustedTypes?.createPolicy?.("component-framework", { createHTML: (html) => html });

export const trusted = (html) => policy?.createHTML(html) ?? html;

/** The nodes, with declared shadow roots. `isOpaque`: there may be some inside of which `isEqualNode` does not look. */
export function parseHtml(html) {
  const template = document.createElement("template");
  template.setHTMLUnsafe(trusted(html));
  return Object.assign(template.content, { isOpaque: /<template/i.test(html) });
}
