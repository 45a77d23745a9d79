// The notes of the meet screen: every key is kept in this browser as it is pressed, and sent when there is a network.
//
// A note in hand is a change (notes-store.js) that may have nothing unsent: `base` is the server's text that the words
// in the field started from. The field takes over the server's text only where nobody is typing in it.

import { Nowhere, attempt, dropEarly, hold, isSame, isUnsent, keepEarly, newId, openStore, takeDevice } from "./notes-store.js";
import { GONE, OUTCOME, asSaved, fetchNotes, markGone, send, sendLeft, takeUp } from "./notes-sync.js";

const AFTER_A_KEY = 1000; // ms
const IN_A_WORD = 600; // ms since the last key
const LOOK_AGAIN = 60000; // ms: what other devices wrote
const FIRST_RETRY = 1000, LAST_RETRY = 60000;
const BEFORE_LEAVING = 1500; // ms that a tap on a link waits for the words to go first

const SAID = {
  [OUTCOME.OFFLINE]: "No signal. Every word is kept on this phone and will be saved when you are back.",
  [OUTCOME.FAILED]: "That did not save yet. Every word is kept on this phone, and it tries again by itself.",
  [OUTCOME.OTHER]: "Someone else is signed in now. Your words are kept on this phone. Sign in as yourself, and they are saved.",
  [OUTCOME.GONE]: GONE,
};
const NOT_KEPT = "This browser keeps nothing without a network. Your words are saved as long as there is a signal.";
const ONLY_HERE = "Not saved yet. Your words are only on this page: leave it open until this says “Saved”.";

const form = document.querySelector("form[data-meet]");
const { interview, user, notesUrl: url } = form.dataset;
const here = location.pathname;
let store, device;
const early = newId(); // the device of what is typed before this tab has one
if (navigator.locks) hold(early);
let notes = [];
let strays = []; // what this device has of other conversations, or of notes that are not in the fields here
let problem = ""; // an outcome other than saved, of the last attempt
let running = null; // the sending under way
let isOver = false; // this page is nobody's any more

class Note {
  constructor(section) {
    this.key = section.dataset.note;
    this.section = section;
    this.field = section.querySelector(`textarea[name="body-${this.key}"]`);
    this.box = section.querySelector(`input[name="follow_up-${this.key}"]`);
    this.status = section.querySelector("[data-sync]");
    this.base = section.querySelector(`input[name="base-${this.key}"]`);
    const page = {
      base: this.base.value.replaceAll("\r\n", "\n"),
      follow_up_base: Boolean(this.box?.defaultChecked), version: section.dataset.version ?? "",
    };
    this.change = takeUp({
      user, interview, key: this.key, device: "", heading: section.dataset.heading, url, page: here, at: 0,
      sent: null, refused: "", ...page, body: this.field.value, follow_up: Boolean(this.box?.checked),
    });
    this.isComposing = false;
    this.field.addEventListener("compositionstart", () => { this.isComposing = true; });
    this.field.addEventListener("compositionend", () => { this.isComposing = false; this.typed(); });
    section.addEventListener("input", () => this.typed());
    this.field.addEventListener("change", () => { if (!problem) schedule(0); }); // whoever leaves the field is done with it
  }
  typed() {
    const { change } = this;
    const words = this.field.value, follow_up = Boolean(this.box?.checked);
    if (change.body === words && change.follow_up === follow_up) return;
    Object.assign(change, { body: words, follow_up, refused: "", at: Date.now() });
    if (device) keep(change);
    else keepEarly({ ...change, device: early });
    if (!problem) schedule(AFTER_A_KEY); // otherwise it tries again by itself
    this.tell();
  }
  // Put the words of `change` on the screen; the caret stays beside the same words.
  show() {
    const { field, box, change } = this;
    if (box) box.checked = change.follow_up;
    if (field.value === change.body) return;
    const [start, end] = [field.selectionStart, field.selectionEnd];
    const [was, is] = [field.value, change.body];
    field.value = is;
    if (document.activeElement === field) field.setSelectionRange(caretIn(is, was, start), caretIn(is, was, end));
    field.dispatchEvent(new Event("input", { bubbles: true })); // it grows, and its dot is marked
  }
  // Somebody is in the middle of a word, by an input method or key after key, or has marked words that the next key
  // replaces.
  get isBusy() {
    const { field, change, isComposing } = this;
    if (isComposing || document.activeElement !== field) return isComposing;
    return field.selectionStart !== field.selectionEnd || Date.now() - change.at < IN_A_WORD;
  }
  // What the server has, where nobody has typed since.
  take({ body = "", follow_up = false, version = "" }) {
    const { change } = this;
    if (change.refused && version > change.version) Object.assign(change, { refused: "", version }); // it may fit now
    if (isUnsent(change) || this.isBusy || version < change.version) return;
    const words = body.replaceAll("\r\n", "\n");
    Object.assign(change, { base: words, body: words, follow_up_base: follow_up, follow_up, version });
    this.show();
  }
  tell() {
    const { change, status } = this;
    const unsent = isUnsent(change) || strays.some((stray) => stray.key === this.key && isWaiting(stray));
    // Words on their way are no news to who listens, only that they have arrived.
    status.ariaBusy = String(unsent && !problem && !change.refused);
    if (unsent && change.refused) say(status, change.refused, change.refused === GONE ? [copyButton(this), removeButton(this)] : []);
    else if (store && !store.isKept && problem) say(status, ONLY_HERE);
    else if (problem === OUTCOME.SIGNED_OUT) say(status, "Signed out. Your words are kept on this phone. ", [signIn()]);
    else if (problem) say(status, SAID[problem]);
    else if (unsent) say(status, "Saving…");
    else say(status, change.body || change.version ? "Saved" : "");
  }
}

// Where a caret that stood at `at` in the text `was` belongs in the text `is`: behind the same letters, else before
// those that followed, else at the end. Only letters are compared, because the space between them may have become a
// line's end; and what stood behind a word never comes to stand within one.
function caretIn(is, was, at) {
  const bare = (text) => text.replace(/\s/g, "");
  const isWordsEnd = (text, place) => !/\S/.test(text.charAt(place));
  const letters = [...is.matchAll(/\S/g)].map((letter) => letter.index);
  const all = bare(is), before = bare(was.slice(0, at)), after = bare(was.slice(at)).slice(0, 10);
  const [space] = /\s*$/.exec(was.slice(0, at));
  const stood = at - space.length;
  for (const many of before ? [40, 20, 10, 5] : []) {
    const beside = before.slice(-many);
    const places = [];
    for (let found = all.indexOf(beside); found >= 0; found = all.indexOf(beside, found + 1)) {
      const place = letters[found + beside.length - 1] + 1;
      if (isWordsEnd(is, place) === isWordsEnd(was, stood)) places.push(place);
    }
    if (places.length === 0) continue;
    let place = places.find((one) => one >= stood) ?? places.at(-1); // what others wrote above has moved it down
    for (const one of space) if (is[place] === one) place += 1;
    return place;
  }
  const found = after ? all.indexOf(after) : -1;
  return found >= 0 ? letters[found] : is.length;
}

function say(place, words, more = []) {
  if (place.dataset.said === words) return;
  place.dataset.said = words;
  place.replaceChildren(words, ...more);
}
function signIn() {
  const link = document.createElement("a");
  link.href = `/accounts/login/?${new URLSearchParams({ next: here })}`;
  link.textContent = "Sign in, and they are saved.";
  return link;
}
function button(words, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-secondary btn-sm";
  made.textContent = words;
  made.addEventListener("click", press);
  return made;
}
const copyButton = (note) => button("Copy the words", async () => {
  const copied = await navigator.clipboard?.writeText(note.change.body).then(() => true, () => false);
  if (!copied) note.field.select();
});
const removeButton = (note) => button("Remove them from this phone", () => {
  Object.assign(note.change, { base: "", body: "", follow_up: false, follow_up_base: false, sent: null, refused: "" });
  note.show();
  keep(note.change);
  note.tell();
});
const tellAll = () => notes.forEach((note) => note.tell());

// --- Keeping ------------------------------------------------------------------------------------------------------
// Each key is handed over at once: the page may go in the next moment. The database takes them in their order. What was
// refused goes with the next one.
const waiting = new Set();
function keep(change) {
  waiting.add(change);
  flush();
}
async function flush() {
  if (waiting.size === 0) return;
  const batch = [...waiting];
  waiting.clear();
  try {
    await store.write({ changes: batch.filter(isUnsent), gone: batch.filter((change) => !isUnsent(change)) });
    setKept(true);
  } catch { // the disk is full, or somebody forbids it now
    batch.forEach((change) => waiting.add(change));
    setKept(false);
  }
}
function setKept(isKept) {
  if (store instanceof Nowhere) isKept = false;
  store.isKept = isKept;
  let said = form.querySelector("[data-not-kept]");
  if (!said && isKept) return;
  if (!said) {
    said = document.createElement("p");
    said.className = "notice notice--now";
    said.dataset.notKept = "";
    said.setAttribute("role", "status");
    form.prepend(said);
  }
  said.hidden = isKept;
  said.textContent = isKept ? "" : NOT_KEPT;
  tellAll();
}

// --- Sending ------------------------------------------------------------------------------------------------------
let timer, failures = 0;
function schedule(after) {
  clearTimeout(timer);
  timer = setTimeout(sync, after);
}
function sync() {
  if (!device) return Promise.resolve();
  clearTimeout(timer);
  running ??= sendAndLook().finally(() => { running = null; });
  return running;
}
async function sendAndLook() {
  const isBusy = (change) => notes.find((note) => note.change === change).isBusy;
  const mine = notes.map((note) => note.change);
  let isAnswered = false, isNews = false;
  const show = (changes) => {
    isAnswered = true;
    notes.filter((note) => changes.includes(note.change)).forEach((note) => note.show());
  };
  // Strays first: on a full disk the row that has their words is that of the note, which goes when the note is sent.
  for (const stray of strays.filter(isWaiting)) {
    const became = await attemptTo(() => send(store, [stray]));
    isNews ||= became === OUTCOME.SAVED;
    if (became === OUTCOME.GONE) await attemptTo(() => markGone(store, [stray]));
  }
  let ended = await attemptTo(() => send(store, mine, { isBusy, isSent: show }));
  if (ended === OUTCOME.SAVED && store.isKept) ended = await attemptTo(() => sendLeft(store, user, () => { isNews = true; }));
  if (ended === OUTCOME.SAVED && (isNews || !isAnswered)) ended = await attemptTo(look);
  if (ended === OUTCOME.GONE) await attemptTo(() => markGone(store, mine));
  problem = ended === OUTCOME.SAVED ? "" : ended;
  failures = problem ? failures + 1 : 0;
  tellAll();
  if ([OUTCOME.SIGNED_OUT, OUTCOME.OTHER, OUTCOME.GONE].includes(ended)) return; // until this page is seen or loaded again
  const isLeft = mine.some(isWaiting);
  if (problem) schedule(Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (failures - 1)) * (0.5 + Math.random() / 2));
  else if (isLeft || notes.some((note) => note.isBusy)) schedule(AFTER_A_KEY);
  else if (document.visibilityState === "visible") schedule(LOOK_AGAIN);
}
const isWaiting = (change) => isUnsent(change) && !change.refused;
const attemptTo = (act) => act().catch(() => OUTCOME.FAILED);

async function look() {
  const { outcome, notes: said } = await fetchNotes(url, user);
  if (outcome !== OUTCOME.SAVED) return outcome;
  for (const note of notes) note.take(said[note.key] ?? {});
  const known = notes.filter((note) => said[note.key]);
  await store.write({ saved: known.map((note) => asSaved(note.change, said[note.key])) }).catch(() => {});
  await showOthers();
  return outcome;
}

// Words that another tab of this browser, or one that was closed, has under the same question and not sent yet.
async function showOthers() {
  const others = (await store.changes(user)).filter((change) => change.interview === interview);
  for (const note of notes) {
    let place = note.section.querySelector("[data-others]");
    const isOther = (change) => change.key === note.key && change.device !== note.change.device;
    const texts = others.filter((change) => isOther(change) && change.body).map((change) => change.body);
    if (!place && texts.length === 0) continue;
    if (!place) {
      place = document.createElement("p");
      place.dataset.others = "";
      place.className = "form-text meet__others";
      note.status.before(place);
    }
    place.hidden = texts.length === 0;
    place.textContent = texts.length ? `Also kept on this phone, and not saved yet: ${texts.join("\n")}` : "";
  }
}

// --- The page begins, and ends ------------------------------------------------------------------------------------
async function start() {
  notes = [...form.querySelectorAll("[data-note]")].map((section) => new Note(section));
  for (const { change } of notes.filter((note) => isUnsent(note.change))) { // typed before this script was there
    change.at = Date.now();
    keepEarly({ ...change, device: early });
  }
  const place = await openStore();
  await begin(place).catch(() => begin(new Nowhere()));
  if (isOver) return;
  setKept(store.isKept);
  showOthers().catch(() => {});
  schedule(0);
}
async function begin(place) {
  const taken = await takeDevice(place, user, interview);
  const [changes, saved] = [await place.changes(user), await place.saved(user, interview)];
  for (const change of changes) takeUp(change).refused = ""; // there may be room for it by now
  if (isOver) return;
  store = place;
  const beside = [];
  for (const note of notes) {
    const { change } = note;
    change.device = taken;
    const was = saved.find((one) => one.key === note.key);
    const left = changes.find((one) => isSame(one, change));
    if (isUnsent(change) && change.body !== left?.body) {
      // Somebody is typing already, and nobody takes the field away. In one step this takes the place of what is left,
      // which goes as a stray: after a reload the field shows the newest words.
      if (left) {
        left.device = early;
        beside.push(left);
        waiting.add(left);
      }
      keep(change);
    } else if (left) {
      note.change = { ...left, url, page: here };
    } else if (was && was.version > change.version) {
      note.take(was);
    }
    if (!beside.includes(left)) dropEarly({ device: early, interview, key: note.key }); // kept as this device's from here on
    note.show();
  }
  strays = changes.filter((one) => one.device === taken && !notes.some((note) => isSame(one, note.change)));
  strays.push(...beside);
  device = taken;
  form.querySelector("[data-save]").hidden = true; // everything is saved by itself from here on
}

const isLosing = () => !store?.isKept && [...notes.map((note) => note.change), ...strays].some(isUnsent);

// The words go by the script alone, or they would be in twice. Then the form may go, too: it has nothing new to say.
let isReady = false;
form.addEventListener("submit", async (event) => {
  if (isReady || !device) return; // without a device the form itself is what saves
  event.preventDefault();
  event.stopImmediatePropagation();
  await sent();
  if (problem || notes.some(({ change }) => isWaiting(change))) return tellAll();
  notes.forEach(({ base, change }) => { base.value = change.base; });
  isReady = true;
  form.requestSubmit(event.submitter);
}, true);
// What was typed up to now has an answer, or cannot get one.
const sent = () => Promise.resolve(running).then(sync);
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  const isElsewhere = link && link.origin === location.origin && link.pathname !== here && !link.target;
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!isElsewhere || !isPlain || problem || !notes.some((note) => isUnsent(note.change))) return;
  event.preventDefault(); // the next page may show them
  await Promise.race([sent(), new Promise((resolve) => { setTimeout(resolve, BEFORE_LEAVING); })]);
  location.assign(link.href);
});
addEventListener("online", () => { failures = 0; schedule(0); });
addEventListener("offline", () => {
  problem = OUTCOME.OFFLINE;
  tellAll();
  schedule(FIRST_RETRY);
});
addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") flush();
  else schedule(0);
});
addEventListener("beforeunload", (event) => { if (isLosing()) event.preventDefault(); });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
// Somebody signed out in another tab, or the next person went on: nothing of this page is kept, sent or shown any more.
attempt(() => new BroadcastChannel("acquaint").addEventListener("message", ({ data }) => {
  if (data.stays === user) return;
  isOver = true;
  device = null;
  store = new Nowhere();
  notes = [];
  form.replaceChildren(Object.assign(document.createElement("p"), { textContent: "You signed out in another tab." }));
}));
start();
