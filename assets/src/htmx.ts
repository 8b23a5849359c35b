// htmx under our security policy: nothing evaluated, no style injected, no page kept in the browser
// (school computers are shared), the CSRF token on every request, failures told in the status line.
import htmx from "htmx.org";
import { ask } from "./islands/confirm";
import { say } from "./islands/status-line";
import { csrfToken } from "./http";
import { words } from "./words";

export function startHtmx(onLoad: (root: Element) => void): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    selfRequestsOnly: true,
    scrollIntoViewOnBoost: false,
    // A form sent back with its errors (422) is an answer like another.
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "...", swap: false, error: true },
    ],
  });
  const listen = (name: string, act: (detail: any, event: Event) => void) =>
    document.addEventListener(`htmx:${name}`, (event) => act((event as CustomEvent).detail, event));
  listen("load", (detail) => onLoad(detail.elt));
  listen("configRequest", (detail) => {
    detail.headers["X-CSRF-Token"] = csrfToken(detail.elt.closest("form"));
  });
  listen("responseError", (detail) => say(failure(detail.xhr)));
  listen("sendError", () => say(words.network));
  listen("timeout", () => say(words.network));
  listen("confirm", (detail, event) => {
    if (!detail.question) return;
    event.preventDefault();
    void ask(detail.question, detail.elt).then((yes) => yes && detail.issueRequest(true));
  });
}

// The server's own short sentence when it sent one, else ours for that kind of failure.
function failure(xhr: XMLHttpRequest): string {
  const type = xhr.getResponseHeader("Content-Type") ?? "";
  if (type.startsWith("text/plain") && xhr.responseText.length < 500) return xhr.responseText;
  if (type.startsWith("text/html") && !/<html|<!doctype/i.test(xhr.responseText)) {
    const text = new DOMParser().parseFromString(xhr.responseText, "text/html").body.textContent?.trim();
    if (text && text.length < 500) return text;
  }
  const known: Record<number, string> = {
    401: words.expired,
    403: words.refused,
    404: words.gone,
    410: words.gone,
    429: words.tooMany,
  };
  return known[xhr.status] ?? words.failure;
}
