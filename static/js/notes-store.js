// What this browser keeps of a student's notes, in IndexedDB.
//
// changes  words that the server may not have yet: one row for each person, conversation, note and device. It goes when
//          the server has answered that they are in. A device is one tab at a time: whoever holds the lock on its id,
//          and nobody else, writes and sends its changes.
// saved    the text of each note as the server last told it, so that a kept page shows no older one.
//
// What is typed before the database is open waits in localStorage, which takes it at once, and goes over as soon as the
// page that typed it is gone or ready. So does each change until the database has it: a tab that is closed takes along
// what it has handed over but the database has not begun to write, as while another tab is writing.
//
// FLAG in localStorage says that either may hold something; pages look there only then.

export const FLAG = "acquaint:notes";
const NAME = "acquaint-notes";
const KEPT_FOR = 14 * 24 * 60 * 60 * 1000; // ms
const STORES = ["changes", "saved"];

export const attempt = (action) => {
  try { return action(); } catch { return null; }
};
const answerOf = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export const isUnsent = (change) =>
  Boolean(change.sent) || change.body !== change.base || change.follow_up !== change.follow_up_base;
const asSettled = (change) => ({ ...change, sent: null, base: change.body, follow_up_base: change.follow_up });
export const isSame = (one, other) =>
  one.device === other.device && one.interview === other.interview && one.key === other.key;

const written = (transaction, { changes, gone, saved }) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onabort = () => reject(transaction.error);
  const [inChanges, inSaved] = STORES.map((name) => transaction.objectStore(name));
  try {
    changes.forEach((change) => inChanges.put(change));
    gone.forEach(({ user, interview, key, device }) => inChanges.delete([user, interview, key, device]));
    saved.forEach((note) => inSaved.put(note));
    transaction.commit(); // a tab that is closed in the next moment would otherwise take it along
  } catch (error) {
    transaction.abort();
    throw error;
  }
});

const PROBE = { user: "", interview: "", key: "", device: "" };
class Store {
  isKept = true;
  #last = new Map(); // the transaction that writes a change last, by its place in localStorage
  constructor(database) { this.database = database; }

  // Each of the three is a list of rows. All of it is written, or nothing: then localStorage alone has the changes.
  async write({ changes = [], gone = [], saved = [] }) {
    const transaction = this.#begin(); // throws where the database is closed: nothing is kept any more
    const places = [...changes, ...gone.map(asSettled)].map(keepEarly);
    places.forEach((place) => this.#last.set(place, transaction));
    await written(transaction, { changes, gone, saved });
    places.filter((place) => this.#last.get(place) === transaction).forEach((place) => localStorage.removeItem(place));
  }
  async probe() { await written(this.#begin(), { changes: [PROBE], gone: [PROBE], saved: [] }); }
  #begin() { return this.database.transaction(STORES, "readwrite"); }
  #all(name) { return answerOf(this.database.transaction(name).objectStore(name).getAll()); }
  async allChanges() {
    const newer = early().map(([, change]) => change); // looked at first: a change goes from there when it is written
    const older = (await this.#all("changes")).filter((change) => !newer.some((one) => isSame(one, change)));
    return [...older, ...newer].filter(isUnsent);
  }
  async changes(user) { return (await this.allChanges()).filter((change) => change.user === user); }
  async saved(user, interview) {
    return (await this.#all("saved")).filter((note) => note.user === user && note.interview === interview);
  }

  // Texts that were not looked at for two weeks; unsent words stay.
  async forgetOld() {
    const old = (await this.#all("saved")).filter((note) => Date.now() - note.at > KEPT_FOR);
    const store = this.database.transaction("saved", "readwrite").objectStore("saved");
    old.forEach((note) => store.delete(keyOf(store, note)));
  }

  // All that is kept of the persons whose id `isGone` is true of.
  async clear(isGone) {
    for (const [key, change] of early()) if (isGone(change.user)) localStorage.removeItem(key);
    const transaction = this.database.transaction(STORES, "readwrite");
    for (const name of STORES) {
      const store = transaction.objectStore(name);
      for (const row of await answerOf(store.getAll())) if (isGone(row.user)) store.delete(keyOf(store, row));
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
  }
}
const keyOf = (store, row) => (Array.isArray(store.keyPath) ? store.keyPath.map((part) => row[part]) : row[store.keyPath]);

// --- What the database does not have yet --------------------------------------------------------------------------
const EARLY = "acquaint:early:";
const earlyKey = ({ device, interview, key }) => `${EARLY}${device}:${interview}:${key}`;
const early = () => Object.keys(localStorage).filter((key) => key.startsWith(EARLY))
  .map((key) => [key, JSON.parse(localStorage.getItem(key))]);
export function keepEarly(change) {
  const place = earlyKey(change);
  attempt(() => {
    localStorage.setItem(place, JSON.stringify(change));
    localStorage.setItem(FLAG, "yes");
  });
  return place;
}
export const dropEarly = (change) => attempt(() => localStorage.removeItem(earlyKey(change)));

// What a page that is gone has left there, the change of a device of its own, goes over.
export async function takeOver(store) {
  for (const [key, { device }] of early().filter(([, change]) => !ofThisPage.has(change.device))) {
    // A page that was just closed holds its lock for a moment, and one that is opening does not take long.
    await withLock(device, AT_MOST, async () => {
      const change = JSON.parse(localStorage.getItem(key)); // it may have grown, or gone, while this waited
      if (!change) return;
      await store.write(isUnsent(change) ? { changes: [change] } : { gone: [change] });
      localStorage.removeItem(key);
    });
  }
}

// Where nothing can be kept: the page goes on with what it holds itself.
export class Nowhere {
  isKept = false;
  async write() {}
  async allChanges() { return []; }
  async changes() { return []; }
  async saved() { return []; }
  async clear() {}
}

// Somebody signed out, or the next person went on: an answer that comes in later is not written any more. What is
// being written is still written, and then cleared.
function closeWhenOver(database) {
  new BroadcastChannel("acquaint").addEventListener("message", ({ data }) => {
    if (data.stays !== document.body.dataset.user) database.close();
  });
}

export async function openStore() {
  try {
    if (!navigator.locks) return new Nowhere(); // without locks two tabs could send one change with different words
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("changes", { keyPath: ["user", "interview", "key", "device"] });
      opening.result.createObjectStore("saved", { keyPath: ["user", "interview", "key"] });
    };
    const database = await answerOf(opening);
    database.onversionchange = () => database.close();
    closeWhenOver(database);
    localStorage.setItem(FLAG, "yes");
    const store = new Store(database);
    await store.forgetOld(); // some browsers refuse only now
    // Where the disk is full, what it has already can still be read and sent.
    store.isKept = await store.probe().then(() => takeOver(store)).then(() => true, () => false);
    return store;
  } catch {
    return new Nowhere();
  }
}

// --- The lock on a device ---------------------------------------------------------------------------------------
const AT_MOST = 1000; // ms
// AbortSignal.timeout is not in every browser that this page works in.
export function within(time) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), time);
  return controller.signal;
}
const lockOf = (id) => `acquaint-device-${id}`;

// Runs `act` while it holds the lock on this device. False where another tab holds it and `patience` (ms) is over.
export async function withLock(id, patience, act) {
  let isHeld = false;
  const options = patience ? { signal: within(patience) } : { ifAvailable: true };
  const held = (lock) => {
    isHeld = Boolean(lock);
    return lock && act();
  };
  await navigator.locks.request(lockOf(id), options, held).catch((error) => { if (isHeld) throw error; });
  return isHeld;
}
// Until the page goes.
const ofThisPage = new Set();
export function hold(id, patience = 0) {
  return new Promise((resolve) => {
    withLock(id, patience, () => {
      ofThisPage.add(id);
      resolve(true);
      return new Promise(() => {});
    }).then(() => resolve(false));
  });
}

// The device that this tab is from now on: after a reload the one that it was, whose lock the former page may still
// hold for a moment; otherwise one that a closed tab has left, that with the newest words first.
export const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.replace(".", "-");
const DEVICE = "acquaint:device";
export async function takeDevice(store, user, interview) {
  if (store instanceof Nowhere) return newId();
  const changes = (await store.changes(user)).filter((change) => change.interview === interview);
  const left = changes.sort((one, other) => other.at - one.at).map((change) => change.device);
  const mine = attempt(() => sessionStorage.getItem(DEVICE));
  let taken = mine && await hold(mine, AT_MOST) ? mine : null;
  for (const id of [...new Set(left), newId()]) taken ??= await hold(id) ? id : null;
  attempt(() => sessionStorage.setItem(DEVICE, taken));
  return taken;
}
