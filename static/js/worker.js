// The service worker: the prepared page and the meet screen open without a network. /sw.js says before it, in ACQUAINT,
// which version this is and what it keeps.
//
// Files have names that change with their content, so the copy is as good as the server's. A page comes from the
// server; its copy is for when there is no answer. Copies are kept for one person, whose id is in the name of the cache.

const { version, files, staticUrl, isHashed, pages, leftAlone, offline, pressed } = ACQUAINT;
const FILES = "acquaint-files-", PAGES = "acquaint-pages-", PERSON = "acquaint-person";
const HERE = FILES + version;
const PATIENCE = 3000; // ms for an answer, where there is a copy
const MOST = 20, KEPT_FOR = 14 * 24 * 60 * 60 * 1000; // pages, ms
const FRESH = 10 * 60 * 1000; // ms in which a page that was fetched ahead is not fetched again
const MADE_BY = "X-Kept-By", MADE_AT = "X-Kept-At", OUTDATED = "X-Outdated";
const AHEAD = "X-Fetched-Ahead"; // nobody looks at that page now: messages stay for the next one

const isOneOf = (patterns, path) => patterns.some((pattern) => new RegExp(pattern).test(path));
const isPage = (path) => isOneOf(pages, path);
const cachesOf = async (prefix) => (await caches.keys()).filter((name) => name.startsWith(prefix));
const age = (copy) => Date.now() - Number(copy.headers.get(MADE_AT));
const MESSAGES = /<section class="messages"[^]*?<\/section>/; // are for one look
const isOutdated = (copy) => copy.headers.has(OUTDATED);
let generation = 0; // rises when somebody leaves or saves: what was asked for before is not kept any more

self.addEventListener("install", (event) => event.waitUntil(install()));
async function install() {
  const cache = await caches.open(HERE);
  const asked = files.map((url) => new Request(url, { cache: isHashed ? "default" : "no-cache" }));
  // Without the person's cookies: what these pages say is the same for everybody.
  const said = [offline, pressed].map((url) => new Request(url, { cache: "reload", credentials: "omit" }));
  await cache.addAll([...asked, ...said]);
  await self.skipWaiting();
}
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin || isOneOf(leftAlone, url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(navigate(event, url));
  else if (request.method === "GET" && url.pathname.startsWith(staticUrl)) event.respondWith(file(request));
});
self.addEventListener("message", (event) => event.waitUntil(hear(event)));

// --- Files --------------------------------------------------------------------------------------------------------
async function file(request) {
  const copy = await caches.match(request.url, { ignoreVary: true });
  if (!copy) return fetch(request);
  return isHashed ? copy : fetch(request).catch(() => copy); // a developer changes files under their names
}

// --- Pages --------------------------------------------------------------------------------------------------------
async function navigate(event, url) {
  const { request } = event;
  if (request.method !== "GET") return press(event, url);
  if (!isPage(url.pathname)) return fetch(request).catch(() => fallback(offline));
  const copy = await copyOf(url.pathname);
  const asOf = generation;
  const fresh = fetch(request).then((answer) => {
    if (!url.search) event.waitUntil(keep(url.pathname, answer.clone(), asOf));
    return answer;
  });
  const freshOrCopy = fresh.catch(() => copy ?? fallback(offline));
  // Who has just saved waits for the server: the copy would look as if the words were lost. So does a question that
  // the copy may not answer.
  if (!copy || isOutdated(copy) || url.search) return freshOrCopy;
  event.waitUntil(fresh.catch(() => {}));
  const answer = await Promise.race([freshOrCopy, wait(PATIENCE).then(() => copy)]);
  return answer.status >= 500 ? copy : answer;
}
async function press(event, url) {
  try {
    const answer = await fetch(event.request);
    // Perhaps somebody else has signed in: no copy is shown until a page has said who.
    if (url.pathname.startsWith("/accounts/") && answer.type === "opaqueredirect") await setPerson("?");
    await outdate(url.pathname).catch(() => {}); // a full disk takes no press back
    return answer;
  } catch {
    return fallback(pressed);
  }
}
// Copies of this conversation's pages are from before the press. They are shown only where no answer comes at all, and
// say so (offline.js).
async function outdate(path) {
  const place = /^\/interviews\/[0-9]+\//.exec(path)?.[0];
  if (!place) return;
  generation += 1;
  for (const name of await cachesOf(PAGES)) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const copy = await cache.match(request);
      if (!new URL(request.url).pathname.startsWith(place) || isOutdated(copy)) continue;
      const headers = new Headers(copy.headers);
      headers.set(OUTDATED, "yes");
      const html = (await copy.text()).replace("<body", "<body data-outdated");
      await cache.put(request, new Response(html, { headers }));
    }
  }
}
const fallback = async (url) => (await caches.match(url, { cacheName: HERE })) ?? Response.error();
const wait = (time) => new Promise((resolve) => { setTimeout(resolve, time); });

async function copyOf(path) {
  if ((await person()) === "?") return undefined;
  for (const name of await cachesOf(PAGES)) {
    const copy = await caches.match(path, { cacheName: name });
    if (copy && age(copy) < KEPT_FOR) return copy;
  }
  return undefined;
}

// A copy of this answer, for whom its page says it was made. A conversation that is gone takes its copy along.
async function keep(path, answer, asOf) {
  if (answer.status === 404) {
    for (const name of await cachesOf(PAGES)) await (await caches.open(name)).delete(path);
  }
  if (answer.status !== 200 || answer.redirected) return;
  const html = (await answer.text()).replace(MESSAGES, "");
  const user = /<body[^>]* data-user="(\d+)"/.exec(html)?.[1];
  if (!user || asOf !== generation) return;
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set(MADE_BY, version);
  headers.set(MADE_AT, String(Date.now()));
  const needed = [...html.matchAll(/(?:href|src)="([^"?#]+)"/g)].map((found) => found[1]).filter((url) => url.startsWith(staticUrl));
  const cache = await caches.open(HERE);
  await Promise.allSettled([...new Set(needed)].map(async (url) => (await cache.match(url)) ?? cache.add(url)));
  if (asOf !== generation) return;
  await (await caches.open(PAGES + user)).put(path, new Response(html, { headers }));
  await tidy();
}

// Old copies go, and the files of a former version that no copy needs any more.
async function tidy() {
  const needed = new Set([HERE]);
  const kept = [];
  for (const name of await cachesOf(PAGES)) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) kept.push({ cache, request, copy: await cache.match(request) });
  }
  kept.sort((one, other) => age(one.copy) - age(other.copy));
  for (const [place, { cache, request, copy }] of kept.entries()) {
    if (place >= MOST || age(copy) > KEPT_FOR) await cache.delete(request);
    else needed.add(FILES + copy.headers.get(MADE_BY));
  }
  for (const name of await cachesOf(FILES)) if (!needed.has(name)) await caches.delete(name);
}

// --- Who is here, and what to fetch ahead --------------------------------------------------------------------------
const person = async () => (await caches.match("/", { cacheName: PERSON }))?.text();
const setPerson = async (user) => (await caches.open(PERSON)).put("/", new Response(user));

// Pages say whose they are, and that something was `saved` behind them; an empty id says that this person has left.
async function hear({ data, ports }) {
  const { user, ahead = [], saved } = data;
  if (saved) await outdate(saved).catch(() => {});
  const others = (await cachesOf(PAGES)).filter((name) => name !== PAGES + user);
  if (!user || others.length) generation += 1;
  for (const name of others) await caches.delete(name);
  await setPerson(user);
  ports[0]?.postMessage("done");
  const asOf = generation;
  for (const path of ahead.filter(isPage)) {
    const copy = await copyOf(path);
    if (copy && age(copy) < FRESH && !isOutdated(copy)) continue;
    const answer = await fetch(path, { cache: "no-store", headers: { [AHEAD]: "yes" } }).catch(() => null);
    if (answer) await keep(path, answer, asOf);
  }
}
