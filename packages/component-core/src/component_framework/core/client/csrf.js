/** The page's CSRF settings, from the attributes of the script tag. Read by transport.js at each send; see refresh.js. */
export const clientTag = (page) => page.querySelector("script[data-live-client]");

/** The token as it is now: another tab's login changes the cookie. */
export function csrfToken() {
  const { csrfCookie, csrfToken } = clientTag(document).dataset;
  const cookie = csrfCookie && document.cookie.split("; ").find((pair) => pair.startsWith(csrfCookie + "="));
  return cookie ? cookie.slice(csrfCookie.length + 1) : csrfToken;
}

export function csrfHeaders() {
  const { csrfHeader } = clientTag(document).dataset;
  return csrfHeader ? { [csrfHeader]: csrfToken() ?? "" } : {};
}
