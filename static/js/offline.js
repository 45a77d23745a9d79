// On every page of someone signed in: the service worker gets to know whose page this is, notes that could not be sent
// are looked after, and who signs out takes along what is kept here. What this needs is only loaded where something is.

const FLAG = "acquaint:notes"; // of notes-store.js, which is not loaded where nothing is kept
const PERSON = "acquaint:person"; // whose notes /offline/ may show
const { user, worker } = document.body.dataset;

const attempt = (action) => {
  try { return action(); } catch { return null; }
};
const mayHold = () => Boolean(attempt(() => localStorage.getItem(FLAG)) || navigator.serviceWorker?.controller);

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

// --- Signing out --------------------------------------------------------------------------------------------------
async function leave(form) {
  const { letGo } = await import("./notes-left.js").catch(() => ({}));
  if (letGo && !(await letGo(user))) return;
  form.dataset.cleared = "yes";
  form.requestSubmit();
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("signOut" in form.dataset) || form.dataset.cleared || !mayHold()) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the drafts go only when it is sure
  leave(form);
}, true);

if (user) {
  attempt(() => localStorage.setItem(PERSON, user));
  greetWorker().catch(() => {});
  if (attempt(() => localStorage.getItem(FLAG))) import("./notes-left.js").then(({ lookAfter }) => lookAfter(user)).catch(() => {});
}
