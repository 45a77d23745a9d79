// On every page of someone signed in: the service worker gets to know whose page this is, notes that could not be sent
// are looked after, and who signs out takes along what is kept here. What this needs is only loaded where something is.

const FLAG = "acquaint:notes"; // of notes-store.js, which is not loaded where nothing is kept
const PERSON = "acquaint:person"; // whose notes /offline/ may show
const AFTER_SAVE = 3000; // ms, in which one may type on
const { user, worker } = document.body.dataset;

const attempt = (action) => {
  try { return action(); } catch { return null; }
};

// --- The worker ---------------------------------------------------------------------------------------------------
// A student's pages ask for it, and fetch ahead what `data-ahead` names. On everybody's it hears who is here, so that
// copies of someone else's pages go.
async function greetWorker() {
  if (!navigator.serviceWorker) return;
  if (worker) await navigator.serviceWorker.register(worker);
  else if (!navigator.serviceWorker.controller) return;
  const { active } = await navigator.serviceWorker.ready;
  const naming = navigator.connection?.saveData || !worker ? [] : [...document.querySelectorAll("[data-ahead]")];
  active.postMessage({ user, ahead: naming.flatMap((element) => element.dataset.ahead.split(" ")) });
}
// What was saved behind the page is in no copy yet. Where a session has ended, nothing was.
let refreshing;
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful || detail.xhr.getResponseHeader("HX-Redirect") || !document.querySelector("[data-ahead]")) return;
  navigator.serviceWorker?.controller?.postMessage({ user, saved: location.pathname });
  clearTimeout(refreshing);
  refreshing = setTimeout(() => greetWorker().catch(() => {}), AFTER_SAVE);
});

// A copy from before the last press, in place of an answer.
if ("outdated" in document.body.dataset) {
  const said = document.createElement("p");
  said.className = "notice notice--now";
  said.tabIndex = -1;
  said.textContent =
    "No signal. This page is a copy from before your last change. What you saved is not lost. You see it here when you have a signal again.";
  document.querySelector("main").prepend(said);
  // The address may lead further down, to the words that are not there.
  addEventListener("load", () => setTimeout(() => said.focus()));
}

// --- Signing out --------------------------------------------------------------------------------------------------
let isLeaving = false;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("signOut" in form.dataset) || form.dataset.cleared) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the drafts go only when it is sure
  if (!isLeaving) leave(form);
}, true);
async function leave(form) {
  isLeaving = true;
  const isSure = !attempt(keepsWords) || await letWordsGo();
  isLeaving = false;
  if (!isSure) return;
  await forgetPages().catch(() => {}); // a browser that refuses to look keeps none
  forgetKeys();
  form.dataset.cleared = "yes";
  form.requestSubmit();
}
const keepsWords = () =>
  Object.keys(localStorage).some((key) => key === FLAG || key.startsWith(`acquaint:draft:${user}:`));
async function letWordsGo() {
  try {
    const { letGo } = await import("./notes-left.js");
    return await letGo(user);
  } catch { // no network and no copy of that file, or a newer version is there: it cannot be told what is kept
    if (!confirm("There may be words on this phone that are not saved yet. Signing out removes them. Sign out now?")) return false;
    if (await removeNotes().catch(() => 0) === 0) attempt(() => localStorage.removeItem(FLAG));
    return true;
  }
}
// Those of this person. Says how many of others are left.
function removeNotes() {
  return new Promise((resolve, reject) => {
    const early = Object.keys(localStorage).filter((key) => key.startsWith("acquaint:early:"));
    const own = early.filter((key) => JSON.parse(localStorage.getItem(key)).user === user);
    own.forEach((key) => localStorage.removeItem(key));
    const opening = indexedDB.open("acquaint-notes");
    opening.onupgradeneeded = () => opening.transaction.abort(); // there was none
    opening.onerror = reject;
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(["changes", "saved"], "readwrite");
      let left = early.length - own.length;
      for (const name of ["changes", "saved"]) {
        transaction.objectStore(name).openCursor().onsuccess = ({ target: { result: row } }) => {
          if (!row) return;
          if (row.value.user === user) row.delete();
          else left += 1;
          row.continue();
        };
      }
      transaction.oncomplete = () => { database.close(); resolve(left); };
      transaction.onabort = reject;
    };
  });
}
// Also where no worker has this page in its hands, as after a reload past it.
async function forgetPages() {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration?.active) {
    const { port1, port2 } = new MessageChannel();
    const done = new Promise((resolve) => { port1.onmessage = resolve; setTimeout(resolve, 1000); });
    registration.active.postMessage({ user: "" }, [port2]); // it keeps nothing that is on its way, either
    await done;
  }
  const names = (await window.caches?.keys()) ?? [];
  await Promise.all(names.filter((name) => name.startsWith("acquaint-pages-") || name === "acquaint-person").map((name) => caches.delete(name)));
}
// Where the flag is still up, somebody else has notes here that are not saved yet (notes-left.js).
function forgetKeys() {
  attempt(() => {
    const stays = localStorage.getItem(FLAG) ? [FLAG, "acquaint:early:"] : [];
    Object.keys(localStorage).filter((key) => key.startsWith("acquaint:") && !stays.some((one) => key.startsWith(one)))
      .forEach((key) => localStorage.removeItem(key));
  });
}

if (user) {
  const last = attempt(() => localStorage.getItem(PERSON));
  if (last && last !== user) forgetKeys();
  attempt(() => localStorage.setItem(PERSON, user));
  greetWorker().catch(() => {});
  if (attempt(() => localStorage.getItem(FLAG))) import("./notes-left.js").then(({ lookAfter }) => lookAfter(user)).catch(() => {});
}
