// What this phone keeps for the person who was here last: notes that are not saved yet, and pages to open.

import { decided, formsOf, notSaved } from "./notes-left.js";
import { attempt, openStore, withLock } from "./notes-store.js";

const user = attempt(() => localStorage.getItem("acquaint:person"));
const page = document.querySelector("[data-offline]");
const isAsked = location.pathname === "/offline/"; // opened as a page, and not in place of another
const part = (name) => page.querySelector(`[data-list="${name}"]`);

function element(tag, words = "", className = "") {
  const made = document.createElement(tag);
  made.textContent = words;
  made.className = className;
  return made;
}
function button(words, press) {
  const made = element("button", words, "btn btn-secondary btn-sm");
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

async function showNotes() {
  const store = await openStore();
  const changes = (await store.changes(user)).filter((change) => change.body || change.base);
  const rows = changes.map((change) => {
    const row = element("article", "", "stack");
    const told = element("p", change.refused, "form-text");
    told.setAttribute("role", "status");
    const copy = button("Copy", async () => {
      const copied = await navigator.clipboard?.writeText(change.body).then(() => true, () => false);
      told.textContent = copied ? "Copied." : "Mark the words and copy them.";
    });
    const remove = button("Remove", async () => {
      const decision = await decided({
        title: "Remove this note?",
        words: `“${change.heading}” is not saved yet. These words are only on this phone, and nobody can bring them back.`,
        stay: "Keep it",
        go: "Remove it",
      });
      if (decision !== "go") return;
      const isFree = await withLock(change.device, 0, () => store.write({ gone: [change] }));
      if (isFree) await show("You removed what wasn’t saved. Nothing else waits on this phone.");
      else told.textContent = "This note is open in another tab. Change it there.";
    });
    const acts = element("div", "", "row-1");
    copy.setAttribute("aria-label", `Copy: ${change.heading}`);
    remove.setAttribute("aria-label", `Remove: ${change.heading}`);
    acts.append(copy, remove);
    row.append(element("h3", change.heading), element("p", change.body || "(You removed the words.)", "own kept__words"), told, acts);
    return row;
  });
  part("notes").querySelector("[data-rows]").replaceChildren(...rows);
  part("notes").hidden = rows.length === 0;
  return rows.length;
}

async function showPages() {
  const rows = [];
  if (await caches.has(`acquaint-pages-${user}`)) {
    const cache = await caches.open(`acquaint-pages-${user}`);
    for (const request of await cache.keys()) {
      const html = await (await cache.match(request)).text();
      const title = new DOMParser().parseFromString(html, "text/html").title.replace(/ · Acquaint$/, "").trim();
      const link = element("a", title);
      link.href = new URL(request.url).pathname;
      const row = element("li");
      row.append(link);
      rows.push(row);
    }
  }
  part("pages").querySelector("[data-rows]").replaceChildren(...rows);
  part("pages").hidden = rows.length === 0;
}

// `done` is what the person did here.
async function show(done = "") {
  const number = user ? await showNotes() : 0;
  const forms = user ? formsOf(user) : 0;
  const said = page.querySelector("[data-nothing]");
  if (forms) said.textContent = `${notSaved(0, forms)} Open the page where you wrote it: your words are still there.`;
  else if (done) said.textContent = done;
  said.hidden = (number > 0 && !forms) || !(isAsked || done);
  if (done) (number ? part("notes").querySelector("h2") : said).focus();
  if (user && "caches" in window) await showPages();
}

// The form that was pressed here was not saved: its draft, if it has one, must not be taken for one that was (app.js,
// settle).
const SENT = "acquaint:draft:sent";
const isKept = attempt(() => localStorage.getItem(JSON.parse(sessionStorage.getItem(SENT)).key));
attempt(() => sessionStorage.removeItem(SENT));
page.querySelector("[data-back]")?.addEventListener("click", () => history.back());
page.querySelector("[data-again]")?.addEventListener("click", () => location.reload());
if (isAsked && navigator.onLine) {
  document.querySelector("[data-heading]").textContent = "Kept on this phone";
  page.querySelector("[data-no-signal]").hidden = true;
} else if (location.pathname.endsWith("/logout/")) {
  page.querySelector("[data-pressed]").textContent =
    "No signal, so you are not signed out yet. What was kept on this phone is removed. Press “Sign out” again when you’re back.";
} else if (isKept && page.querySelector("[data-pressed]")) {
  page.querySelector("[data-pressed]").textContent =
    "No signal. Your words are kept on this phone. Go back, and press again when you’re back.";
}
show();
