// The webmel without a network, on a device whose owner asked for it: the shell and the last lists and messages seen
// there. Everything is asked of the network first; what was kept is shown only when that does not answer, and says so.
// As soon as a page leads to the sign-in, nobody is signed in any more: what was kept goes.
/** Addresses of the shell, and a name that changes with them: filled in at build time. */
declare const SHELL: string[];
declare const VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const OFFLINE = "/webmel/hors-ligne";
const SIGN_IN = "/webmel/connexion";
const SIGN_OUT = "/webmel/deconnexion";
const SHELL_CACHE = `coque-${VERSION}`;
/** Its name is known to the page that signs out (islands/offline.ts). */
const SEEN_CACHE = "vues";
/** Lists and messages kept, the last ones. */
const MOST = 60;
/** What is kept of the webmel: lists and what was read in them. */
const KEPT = /^\/webmel(\/dossiers\/[^/]+|\/messages\/[0-9a-z]+(\/corps)?)?$/;

worker.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll([OFFLINE, ...SHELL])).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(dropOldShells().then(() => worker.clients.claim()));
});

async function dropOldShells(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("coque-") && name !== SHELL_CACHE).map((name) => caches.delete(name)));
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (SHELL.includes(url.pathname)) event.respondWith(shell(request));
});

async function shell(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

async function page(request: Request, url: URL): Promise<Response> {
  try {
    const response = await fetch(request);
    if (url.pathname === SIGN_OUT) await caches.delete(SEEN_CACHE);
    // Whoever has to sign in is not known to be who saw the pages: the redirect there shows nothing of itself here.
    else if (url.pathname === SIGN_IN) await caches.delete(SEEN_CACHE);
    else if (request.method === "GET" && response.ok && KEPT.test(url.pathname)) await keep(url, response.clone());
    return response;
  } catch {
    return (request.method === "GET" && (await seen(url))) || (await caches.match(OFFLINE)) || Response.error();
  }
}

async function keep(url: URL, response: Response): Promise<void> {
  const text = await response.text();
  // Under the same address somebody signed out is offered to sign in: that page installs nothing.
  if (!url.pathname.endsWith("/corps") && !text.includes('<link rel="manifest"')) {
    await caches.delete(SEEN_CACHE);
    return;
  }
  const cache = await caches.open(SEEN_CACHE);
  const headers = new Headers(response.headers);
  headers.set("x-seen-at", String(Date.now()));
  const kept = new Response(text, { status: 200, headers });
  // The last seen are the last of the keys.
  await cache.delete(url.href);
  await cache.put(url.href, kept);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((key) => cache.delete(key)));
}

/** A page as it was when it was seen, which says since when. */
async function seen(url: URL): Promise<Response | undefined> {
  const cache = await caches.open(SEEN_CACHE);
  const kept = (await cache.match(url.href)) ?? (await cache.match(url.href, { ignoreSearch: true }));
  if (!kept) return undefined;
  const at = new Date(Number(kept.headers.get("x-seen-at")));
  const text = await kept.text();
  const english = text.includes('<html lang="en"');
  const moment = at.toLocaleString(english ? "en-GB" : "fr-FR", { dateStyle: "long", timeStyle: "short" });
  const sentence = english ? `No network: this page is as it was on ${moment}.` : `Pas de réseau\u00a0: cette page est celle du ${moment}.`;
  const told = text.replace(/<main\b[^>]*>/, (main) => `${main}<p class="offline" role="status">${sentence}</p>`);
  return new Response(told, { headers: kept.headers });
}
