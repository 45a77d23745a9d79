// Sending kept changes: each is written down with its sender and number before it goes, and goes again under them until
// an answer is there. The server skips a number that it has had of this sender, so no word is in a note twice. Whoever
// takes a row up from the disk sends what is new under a sender of its own, because the last number may not have
// reached the disk when the battery died. So one row has one sender at a time, and its numbers arrive in order.

import { attempt, isUnsent, newId, takeOver, withLock, within } from "./notes-store.js";

const AT_ONCE = 60; // changes in one request
export const LONGEST = 10000; // letters of a note, as the server counts them
export const TOO_LONG = "That is longer than 10,000 letters. Shorten it. Until then it is kept here only.";
const PATIENCE = 15000; // ms for an answer

export const OUTCOME = {
  SAVED: "saved", OFFLINE: "offline", SIGNED_OUT: "signed out", GONE: "gone", OTHER: "someone else", FAILED: "failed",
};

let token = attempt(() => document.querySelector("[name=csrfmiddlewaretoken]").value) ?? "";

async function ask(url, changes) {
  const options = { credentials: "same-origin", cache: "no-store", signal: within(PATIENCE) };
  const headers = { Accept: "application/json" };
  if (!changes) return fetch(url, { ...options, headers });
  Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": token });
  return fetch(url, { ...options, headers, method: "POST", body: JSON.stringify({ changes }) });
}

// What became of it, and what the server said. `changes` null: only look.
async function talk(url, user, changes) {
  try {
    let answer = await ask(url, changes);
    if (answer.status === 403 && changes) { // a token from before a sign-in
      const fresh = await ask(url, null);
      if (fresh.ok) token = (await fresh.json()).csrf;
      answer = fresh.ok ? await ask(url, changes) : fresh;
    }
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (said.csrf) token = said.csrf;
    if (said.user && String(said.user) !== user) return { outcome: OUTCOME.OTHER };
    if (answer.ok && said.notes) return { outcome: OUTCOME.SAVED, notes: said.notes, refused: said.refused ?? {} };
    const known = { 401: OUTCOME.SIGNED_OUT, 404: OUTCOME.GONE };
    return { outcome: known[answer.status] ?? OUTCOME.FAILED };
  } catch {
    return { outcome: OUTCOME.OFFLINE };
  }
}

const EMPTY = { body: "", follow_up: false, version: "" };
export const fetchNotes = (url, user) => talk(url, user, null);

const isTooLong = (text) => text.length > LONGEST && [...text.replaceAll("\r\n", "\n")].length > LONGEST;

// The server took what was sent. What was typed since starts from the words that went; where nothing was, the server's
// text is the new start, with the words of other devices in it.
function settle(change, note, isBusy) {
  const { body, follow_up } = change.sent;
  change.sent = null;
  if (change.body === body && !isBusy(change)) change.base = change.body = note.body;
  else change.base = body;
  if (follow_up !== null && change.follow_up !== follow_up) change.follow_up_base = follow_up;
  else if (follow_up !== null || change.follow_up === change.follow_up_base) change.follow_up = change.follow_up_base = note.follow_up;
  change.version = note.version;
}

// What was typed since is not what the server refused: it goes next.
function refuse(change, said) {
  if (change.body === change.sent.body) change.refused = said;
  change.sent = null;
}

export const takeUp = (change) => Object.assign(change, { sender: newId(), n: 0 });

// All unsent changes of one device in one conversation. The caller holds the device's lock. `isBusy` says in which
// nobody may replace the words now. Says how it ended; what was not taken stays as it is.
export async function send(store, changes, { isBusy = () => false, isSent = () => {} } = {}) {
  for (;;) {
    for (const change of changes) if (!change.sent && isTooLong(change.body)) change.refused = TOO_LONG;
    const ready = changes.filter((change) => isUnsent(change) && !change.refused).slice(0, AT_ONCE);
    if (ready.length === 0) return OUTCOME.SAVED;
    for (const change of ready.filter(({ sent }) => !sent)) {
      change.n += 1;
      change.sent = {
        key: change.key, heading: change.heading, base: change.base, body: change.body, device: change.sender, n: change.n,
        follow_up: change.follow_up === change.follow_up_base ? null : change.follow_up,
      };
    }
    await store.write({ changes: ready }).catch(() => {}); // a full disk keeps no words from being sent
    const { outcome, notes, refused } = await talk(ready[0].url, ready[0].user, ready.map((change) => change.sent));
    if (outcome !== OUTCOME.SAVED) return outcome;
    for (const change of ready) {
      if (refused[change.key]) refuse(change, refused[change.key]);
      else settle(change, { ...EMPTY, ...notes[change.key] }, isBusy);
    }
    isSent(ready); // at once: the next key must find the words on the screen that it will be compared with
    const gone = ready.filter((change) => !isUnsent(change));
    await store.write({
      changes: ready.filter(isUnsent), gone,
      saved: ready.filter((change) => notes[change.key] && !refused[change.key]).map((change) => asSaved(change, notes[change.key])),
    }).catch(() => store.write({ gone: gone.filter((change) => !isUnsent(change)) })) // a full disk still lets go of what is sent
      .catch(() => {});
  }
}
export const asSaved = ({ user, interview, key }, { body, follow_up, version }) =>
  ({ user, interview, key, body, follow_up, version: version ?? "", at: Date.now() });

// The changes that closed tabs have left, of any conversation of this person. What was refused is tried again once with
// each page: there may be room for it by now.
let isFirstTime = true;
export async function sendLeft(store, user, isSent = () => {}) {
  await takeOver(store);
  let ended = OUTCOME.SAVED;
  const isAgain = isFirstTime;
  isFirstTime = false;
  for (const id of new Set((await store.changes(user)).map((change) => change.device))) {
    await withLock(id, 0, async () => { // otherwise a page is open that sends them itself
      const mine = (await store.changes(user)).filter((change) => change.device === id);
      mine.forEach(takeUp);
      if (isAgain) mine.forEach((change) => { change.refused = ""; });
      for (const interview of new Set(mine.map((change) => change.interview))) {
        const its = mine.filter((change) => change.interview === interview);
        const outcome = await send(store, its, { isSent });
        if (outcome === OUTCOME.GONE) await markGone(store, its);
        else if (outcome !== OUTCOME.SAVED) ended = outcome;
      }
    });
  }
  return ended;
}

export const GONE = "This conversation is no longer there. Copy your words.";
// Its words stay until the person has removed them.
export async function markGone(store, changes) {
  for (const change of changes) change.refused = GONE;
  await store.write({ changes: changes.filter(isUnsent) });
}
