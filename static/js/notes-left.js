// Words that this browser keeps and the server may not have. Notes are sent from any page, told of, and asked about
// before they are removed because somebody else signs in; who signs out is asked about drafts of forms (app.js), too.

import { FLAG, Nowhere, attempt, openStore } from "./notes-store.js";
import { sendLeft } from "./notes-sync.js";

const RETRY = 60000; // ms
const LAST_TRY = 4000; // ms that signing out waits for the words to go
const isMeet = Boolean(document.querySelector("form[data-meet]"));

const counted = (changes) => new Set(changes.map((change) => `${change.interview} ${change.key}`)).size;
const notes = (number) => (number === 1 ? "1 note" : `${number} notes`);
const are = (number) => (number === 1 ? "is" : "are");
const they = (number) => (number === 1 ? "It goes" : "They go");
const them = (number) => (number === 1 ? "it" : "them");

export const formsOf = (user) =>
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(`acquaint:draft:${user}:`)).length) ?? 0;
// "2 notes and a form on this phone aren’t saved yet."
export function notSaved(number, forms) {
  const said = [number && notes(number), forms && (forms === 1 ? "a form" : `${forms} forms`)].filter(Boolean).join(" and ");
  return `${said[0].toUpperCase()}${said.slice(1)} on this phone ${number + forms === 1 ? "isn’t" : "aren’t"} saved yet.`;
}

export async function lookAfter(user) {
  const store = await openStore();
  if (!store.isKept) return;
  await lookAtOthers(store, user);
  if (isMeet) return; // it sends by itself
  const look = async () => {
    if (counted(await store.changes(user)) && navigator.onLine) await sendLeft(store, user);
    tell(counted(await store.changes(user)));
  };
  const again = () => look().catch(() => {});
  addEventListener("online", again);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") again(); });
  setInterval(() => { if (document.visibilityState === "visible") again(); }, RETRY);
  await look();
}

function tell(number) {
  const place = document.querySelector("[data-unsent]");
  if (!place) return;
  place.hidden = number === 0;
  if (number) place.querySelector("[data-unsent-count]").textContent = `${notes(number)} on this phone ${are(number)} not saved yet.`;
}

// --- Somebody else was here before --------------------------------------------------------------------------------
async function lookAtOthers(store, user) {
  const number = counted(await ofOthers(store, user));
  if (number === 0) return store.clear((owner) => owner !== user);
  const decision = await decided({
    title: "Someone else’s notes are on this device",
    words: `Someone else who used Acquaint on this device has ${notes(number)} that ${are(number)} not saved yet. ${they(number)} when you continue.`,
    stay: "Sign out, so that they can sign in",
    go: `Continue and remove ${them(number)}`,
  });
  if (decision === "go") {
    await store.clear((owner) => owner !== user);
    tellTabs(user);
  } else if (decision === "stay") {
    const form = document.querySelector("form[data-sign-out]");
    if (!form) return location.assign("/accounts/logout/");
    form.requestSubmit();
  }
  return undefined; // closed without an answer, everything stays
}
const ofOthers = async (store, user) => (await store.allChanges()).filter((change) => change.user !== user);

// --- Signing out --------------------------------------------------------------------------------------------------
// True when all notes of `user` are gone from here, and the drafts of forms may go. Unsent notes of somebody else stay,
// and with them the flag.
export async function letGo(user) {
  const store = attempt(() => localStorage.getItem(FLAG)) ? await openStore() : new Nowhere();
  let number = counted(await store.changes(user));
  if (number && navigator.onLine) {
    await Promise.race([sendLeft(store, user), new Promise((resolve) => { setTimeout(resolve, LAST_TRY); })]);
    number = counted(await store.changes(user));
  }
  const forms = formsOf(user);
  if (number || forms) {
    const decision = await decided({
      title: "Sign out now?",
      words: `${notSaved(number, forms)} Signing out removes ${them(number + forms)}.`,
      stay: "Stay signed in",
      go: `Sign out and remove ${them(number + forms)}`,
    });
    if (decision !== "go") return false;
  }
  const areLeft = (await ofOthers(store, user)).length > 0;
  tellTabs(""); // each open database closes itself then, and finishes what has begun
  await store.clear((owner) => owner === user || !areLeft);
  if (!areLeft) attempt(() => localStorage.removeItem(FLAG));
  return true;
}
const tellTabs = (stays) => attempt(() => new BroadcastChannel("acquaint").postMessage({ stays }));

// A dialog with two answers. Resolves with "go", "stay", or "" where it was closed without one.
export function decided({ title, words, stay, go }) {
  const dialog = document.createElement("dialog");
  const heading = document.createElement("h2");
  const said = document.createElement("p");
  const row = document.createElement("form");
  dialog.className = "sheet ask";
  heading.id = "ask-heading";
  heading.textContent = title;
  said.textContent = words;
  dialog.setAttribute("aria-labelledby", heading.id);
  row.method = "dialog";
  row.className = "row-1";
  for (const [value, label, look] of [["stay", stay, "btn-primary"], ["go", go, "btn-secondary"]]) {
    const button = document.createElement("button");
    Object.assign(button, { value, textContent: label, className: `btn ${look}` });
    row.append(button);
  }
  dialog.append(heading, said, row);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    dialog.showModal();
  });
}
