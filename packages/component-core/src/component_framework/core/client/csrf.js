/** The page's CSRF settings, from the attributes of the script tag. Read by transport.js at each send. */

export const clientTag = (page) => page.querySelector("script[data-live-client]");

/** `[header, token]` as they are now: another tab's login changes the cookie. No header where none is wanted. */
export function readCsrf() {
  const { csrfHeader, csrfCookie, csrfToken } = clientTag(document).dataset;
  const cookie = csrfCookie && document.cookie.split("; ").find((pair) => pair.startsWith(csrfCookie + "="));
  return [csrfHeader, cookie ? cookie.slice(csrfCookie.length + 1) : csrfToken];
}
