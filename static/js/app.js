// Small comforts over pages that work without them. No page depends on this file.

const say = (words) => {
  const live = document.querySelector("[data-live]");
  if (live) live.textContent = words;
};

// --- A form is sent once ------------------------------------------------------------------------------------
// The server refuses a double as well; this spares the person the second page. Buttons keep the focus and
// their name in the form (a disabled one would lose both), so they are only marked.
const SENT_FOR = 8000; // ms: an answer that is a download never leaves the page
function guardSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target) return;
  if (form.dataset.sent || (form.dataset.draft && !navigator.onLine)) {
    event.preventDefault();
    if (!form.dataset.sent) tellNoSignal(form, event.submitter);
    return;
  }
  form.querySelector("[data-no-signal]")?.remove();
  form.dataset.sent = "yes";
  const buttons = [...form.elements].filter((control) => control.type === "submit");
  buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
  say("Saving");
  setTimeout(() => releaseSubmit(form), SENT_FOR);
}
// The page stays, with the words, where a form cannot be sent now.
function tellNoSignal(form, button) {
  const said = form.querySelector("[data-no-signal]") ?? document.createElement("p");
  said.className = "notice notice--now";
  said.dataset.noSignal = "";
  said.setAttribute("role", "alert");
  said.textContent = `No signal. Your words are ${isKept(form) ? "kept on this phone" : "still on this page"}. Press again when you’re back.`;
  dropMark();
  (button?.closest(".row-1, .savebar__in") ?? button ?? form.lastElementChild).before(said);
}
function releaseSubmit(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  [...form.elements].forEach((control) => control.removeAttribute("aria-disabled"));
}

// --- Text fields grow where the browser cannot do it by itself ------------------------------------------------
function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

// --- Single keys: `/` finds, `L` logs, in a list to read `J` goes to the next and `R` marks it; switched off by data-shortcuts="off" (WCAG 2.1.4) ------------------------
function onKey(event) {
  if (document.body.dataset.shortcuts === "off") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]:not([contenteditable=false])")) return;
  if (event.key === "/") {
    const find = document.querySelector("[data-find], input[type=search]");
    if (!find) return;
    event.preventDefault();
    find.focus();
  } else if (event.key === "l" || event.key === "L") {
    const link = document.querySelector("a[data-log]");
    if (link) location.assign(link.href);
  } else if ("jJrR".includes(event.key)) {
    readOn(event.key.toLowerCase());
  }
}
function readOn(key) {
  const items = [...document.querySelectorAll("[data-reading] > li")];
  const at = items.indexOf(document.activeElement.closest("[data-reading] > li"));
  const next = items[at + 1] ?? items[0];
  if (key === "j") next?.focus();
  if (key === "j" || at < 0) return;
  const button = items[at].querySelector("button[formaction]");
  if (items.length > 1) button.formAction = button.formAction.replace(/%23reading$/, `%23${next.id}`); // comes back there
  button.click();
}

// --- Rows that are chosen in a list: how many, and whom a nudge leaves out now, said beside what can be done -
const MOST_NAMES = 3;
function countChosen(form) {
  const chosen = [...form.querySelectorAll("input[name=s]:checked")];
  const out = chosen.map((box) => box.dataset.noNudge).filter(Boolean);
  const said = form.querySelector("[data-chosen]");
  said.dataset.none ??= said.textContent;
  said.textContent = chosen.length ? `${chosen.length} chosen.${whoIsOut(out)}` : said.dataset.none;
  const going = chosen.length - out.length;
  form.querySelector("[data-how-many]").textContent = going ? ` ${going}` : "";
}
function whoIsOut(out) {
  if (!out.length) return "";
  const more = out.length - MOST_NAMES;
  const names = out.slice(0, MOST_NAMES).join(", ") + (more > 0 ? `, and ${more} more` : "");
  return ` A nudge leaves out ${out.length} now: ${names}.`;
}

// --- What is said of a field while it is typed in belongs to the field ------------------------------------------
function markMistakes() {
  for (const said of document.querySelectorAll("[data-mistakes-of]")) {
    const field = document.getElementById(said.dataset.mistakesOf);
    const list = said.firstElementChild;
    field.classList.toggle("is-invalid", Boolean(list));
    for (const [name, value] of [["aria-invalid", "true"], ["aria-describedby", list?.id]]) {
      if (list) field.setAttribute(name, value);
      else field.removeAttribute(name);
    }
  }
}

// --- Menus that close by themselves ---------------------------------------------------------------------------
function closeMenus(except) {
  document.querySelectorAll("details[data-closes][open]").forEach((menu) => {
    if (!except || !menu.contains(except)) menu.open = false;
  });
}

// --- Drafts: kept on this device for `form[data-draft]`, so that a closed tab or a lost signal loses no word ----
// data-draft names what is being written ("log", "thank-you-12"); with the person's id on <body data-user> it
// makes the key. Where two tabs write the same, one of them goes on under a key of its own. A draft fills only fields
// that still hold what the server sent. It goes when the server has redirected from the form (saved; with
// data-draft-ends also where it leads back to the form, which has what became of the words) and nothing was typed since
// the press, when the person signs out or another signs in, and after two weeks. It carries what the form was opened
// on, the version of the row or what the fields held, so that an old draft does not quietly replace what was saved
// since, and `going`, what was sent last: where the page has just that, nobody else changed it. Whoever saves a field
// behind the page makes it the field's default, and what it sends the form's data-going.

const PREFIX = "acquaint:draft:";
const KEPT_FOR = 14 * 24 * 60 * 60 * 1000; // ms
const WAIT = 400; // ms after the last key
const SKIPPED = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);

// Private browsing and full storage throw: then there is no draft, and the page works on.
function attempt(action) {
  try { return action(); } catch { return null; }
}
const user = () => document.body.dataset.user;
const firstKeyOf = (form) => `${PREFIX}${user()}:${form.dataset.draft}`;
const keyOf = (form) => form.dataset.draftKey; // the one that this tab writes under
const isFor = (form, key) => key.split("~")[0] === firstKeyOf(form);
const isKept = (form) => Boolean(attempt(() => localStorage.getItem(keyOf(form))));
const keptKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

function fieldsOf(form) {
  return [...form.elements].filter((field) =>
    field.name && !SKIPPED.has(field.type) && !field.disabled && !("noDraft" in field.dataset));
}
const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
// Each of several boxes with one name is kept by itself; radios are one choice.
const partOf = (field) => (field.type === "checkbox" ? `${field.name}=${field.value}` : field.name);
function isUntouched(field) {
  if (isChoice(field)) return field.checked === field.defaultChecked;
  if (field.options) {
    return [...field.options].every((option) => option.selected === option.defaultSelected)
      || ![...field.options].some((option) => option.defaultSelected) && field.selectedIndex <= 0;
  }
  return field.value === field.defaultValue;
}
const isSame = (one, other) => one.replaceAll("\r\n", "\n").trim() === other.replaceAll("\r\n", "\n").trim();
// Words that the server gave back unsaved are the default of their field. What is saved stands in `initial-…`.
function isAsSaved(field) {
  const saved = field.form.elements[`initial-${field.name}`];
  return !saved || isChoice(field) || field.options ? isUntouched(field) : isSame(field.value, saved.value);
}
// Whether the server sent the field with these values.
function cameWith(field, values) {
  if (isChoice(field)) return field.defaultChecked === values.includes(field.value);
  if (field.options) return [...field.options].every((option) => option.defaultSelected === values.includes(option.value));
  return isSame(field.defaultValue, values[0] ?? "");
}

const typedIn = (form) => valuesOf(fieldsOf(form).filter((field) => !isAsSaved(field)));
function valuesOf(fields) {
  const values = {};
  for (const field of fields) {
    const part = partOf(field);
    if (isChoice(field)) (values[part] ??= []).push(...(field.checked ? [field.value] : []));
    else if (field.multiple) values[part] = [...field.selectedOptions].map((option) => option.value);
    else values[part] = [field.value];
  }
  return values;
}
function keep(form) {
  const values = typedIn(form);
  if (Object.keys(values).length === 0) {
    if (isOfThisTab(form)) forget(keyOf(form));
    tell(form, []);
  } else {
    const going = readDraft(form.dataset.going);
    const opened = { ...openedOn(form), ...openedBefore(form) };
    const draft = JSON.stringify({ at: Date.now(), values, going, opened });
    if (attempt(() => { localStorage.setItem(keyOf(form), draft); return true; })) tell(form, Object.keys(values));
    take(form);
  }
}
// Another tab's draft under the same key is not this tab's to remove.
const take = (form) => attempt(() => sessionStorage.setItem(firstKeyOf(form), keyOf(form)));
const isOfThisTab = (form) => attempt(() => sessionStorage.getItem(firstKeyOf(form))) === keyOf(form);
const forget = (key) => attempt(() => {
  localStorage.removeItem(key);
  sessionStorage.removeItem(key.split("~")[0]);
});
const openedFields = (form) => [...form.querySelectorAll("input[name=version], input[name^=initial-]")];
const openedOn = (form) => Object.fromEntries(openedFields(form).map((field) => [field.name, field.value]));

const readDraft = (text) => attempt(() => JSON.parse(text));
// A page that shows what another tab saved is opened on that. Until it is pressed, its words were not: a later visit
// must not save them over those.
const openedBefore = (form) =>
  (document.querySelector("[data-error-summary]") ? attempt(() => readDraft(localStorage.getItem(keyOf(form)))?.opened) : null);
function restore(form) {
  const keys = attempt(keptKeys)?.filter((key) => isFor(form, key)) ?? [];
  const drafts = keys.map((key) => [key, readDraft(localStorage.getItem(key))]).filter(([, draft]) => draft?.values);
  if (drafts.length === 0) return;
  const newest = drafts.reduce((one, other) => (other[1].at > one[1].at ? other : one));
  const [key, draft] = drafts.find(([key]) => key === keyOf(form)) ?? newest;
  form.dataset.draftKey = key;
  take(form);
  const fields = fieldsOf(form);
  // All or nothing for a group of radios: one that the person has touched already is left alone.
  const open = new Set(Object.keys(draft.values).filter((part) =>
    fields.filter((field) => partOf(field) === part).every(isUntouched)));
  const filled = new Set();
  for (const field of fields) {
    const part = partOf(field);
    if (!open.has(part)) continue;
    const kept = draft.values[part];
    // What the page has already was saved, or given back by the server.
    if (isChoice(field) && field.checked === kept.includes(field.value)) continue;
    if (!isChoice(field) && !field.options && field.value.trim() === (kept[0] ?? "").trim()) continue;
    if (isChoice(field)) field.checked = kept.includes(field.value);
    else if (field.multiple) [...field.options].forEach((option) => { option.selected = kept.includes(option.value); });
    else field.value = kept[0] ?? "";
    filled.add(part);
    for (let at = field.closest("details"); at; at = at.parentElement.closest("details")) at.open = true; // it is seen
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (filled.size === 0) {
    if (open.size) forget(keyOf(form));
    return;
  }
  const sent = draft.going ?? {};
  const isWhatWeSent = fields.every((field) => {
    const part = partOf(field);
    return !filled.has(part) || (part in sent && cameWith(field, sent[part]));
  });
  for (const field of openedFields(form)) {
    const isVersion = field.name === "version";
    const part = field.name.replace("initial-", "");
    const then = draft.opened?.[field.name] ?? (isVersion ? draft.version : undefined); // as drafts once had it
    // The older of the two: a page that was made while the newer one was being saved has older words, too.
    const isOlder = isVersion
      ? then < field.value && !isWhatWeSent
      : filled.has(part) && !(part in sent && isSame(field.value, sent[part][0] ?? ""));
    if (then !== undefined && isOlder) field.value = then;
  }
  tell(form, [...filled]);
}

// Beside each field that this device keeps stands that it does, in a place that is there from the start; who listens
// hears it once.
const KEPT_HERE = "Draft kept on this device";
function reserve(form) {
  for (const place of new Set(fieldsOf(form).map((field) => field.closest(".field")))) {
    const said = document.createElement("p");
    said.className = "form-text kept-here";
    place?.append(said);
  }
}
function tell(form, parts) {
  for (const field of fieldsOf(form)) {
    const said = field.closest(".field")?.querySelector(".kept-here");
    if (said) said.textContent = parts.includes(partOf(field)) ? KEPT_HERE : "";
  }
  if (parts.length && !form.dataset.told) {
    form.dataset.told = "yes";
    say(KEPT_HERE);
  }
}

// The mark lives in this tab until the next page tells what became of the form. It has what was sent: words that were
// typed since are not saved.
const MARK = `${PREFIX}sent`;
const dropMark = () => attempt(() => sessionStorage.removeItem(MARK));
function settle() {
  const sent = readDraft(attempt(() => sessionStorage.getItem(MARK)));
  if (!sent) return;
  dropMark();
  // An error page or the sign-in page is no answer to the form, nor is a page that says it was not saved.
  if (!user() || document.querySelector("[data-not-saved]")) return;
  const redirected = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  const stillHere = [...document.querySelectorAll("form[data-draft]:not([data-draft-ends])")].some((form) => isFor(form, sent.key));
  const kept = attempt(() => readDraft(localStorage.getItem(sent.key))?.values);
  if (redirected && !stillHere && JSON.stringify(kept) === JSON.stringify(sent.values)) forget(sent.key);
}

function forgetOld() {
  for (const key of keptKeys()) {
    const draft = readDraft(localStorage.getItem(key));
    const isOfAnother = user() && !key.startsWith(`${PREFIX}${user()}:`);
    if (isOfAnother || !draft || Date.now() - draft.at > KEPT_FOR) localStorage.removeItem(key);
  }
}

let signingOut = false;
function noteSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented) return;
  if ("signOut" in form.dataset) {
    signingOut = true;
    attempt(() => keptKeys().forEach((key) => localStorage.removeItem(key)));
  } else if (form.dataset.draft && user()) {
    form.dataset.going = JSON.stringify(valuesOf(fieldsOf(form)));
    keep(form);
    attempt(() => sessionStorage.setItem(MARK, JSON.stringify({ key: keyOf(form), values: typedIn(form) })));
  }
}

// Another tab wrote under this tab's key, or saved what was there. Words that only this tab has get a key of their own.
function makeRoom(form, { oldValue, newValue }) {
  const mine = typedIn(form);
  const isMine = JSON.stringify(readDraft(newValue ?? oldValue)?.values) === JSON.stringify(mine);
  if (isMine && !newValue) tell(form, []);
  if (isMine || Object.keys(mine).length === 0) return;
  form.dataset.draftKey = `${firstKeyOf(form)}~${Date.now()}`;
  keep(form);
}

function startDrafts(root) {
  if (!user()) return;
  for (const form of root.querySelectorAll("form[data-draft]")) {
    if (form.dataset.draftStarted) continue;
    form.dataset.draftStarted = "yes";
    reserve(form);
    form.dataset.draftKey = attempt(() => sessionStorage.getItem(firstKeyOf(form))) ?? firstKeyOf(form);
    // A form that came back with mistakes holds what was typed, and newer than any draft.
    if (!document.querySelector("[data-error-summary]")) restore(form);
    let timer; // of what is still to be kept: anything older that is gone was saved, or somebody signed out
    const keepNow = () => {
      if (timer) keep(form);
      clearTimeout(timer);
      timer = 0;
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keepNow, WAIT);
    });
    document.addEventListener("submit", keepNow, true); // who signs out is asked about words, also the last ones
    addEventListener("storage", (event) => { if (event.key === keyOf(form)) makeRoom(form, event); });
    addEventListener("pagehide", () => { if (!signingOut) keepNow(); });
  }
}

// What may be new after a page load or a swapped fragment.
function enliven(root) {
  if (root.querySelector("[data-clock], [data-device-zone]")) import("./clocks.js").then(({ start }) => start(root));
  root.querySelector("[data-error-summary], [data-not-saved]")?.focus();
  if (!CSS.supports("field-sizing", "content")) {
    root.querySelectorAll("textarea").forEach(grow);
  }
  startDrafts(root);
  root.querySelectorAll(".keys[hidden]").forEach((said) => { said.hidden = false; });
  root.querySelectorAll("[data-choosing]").forEach(countChosen); // the browser keeps ticks over a reload
}

document.addEventListener("submit", noteSubmit); // before the guard, which stops a second one
document.addEventListener("submit", guardSubmit);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = event.target.closest?.("details[data-closes][open]");
    closeMenus();
    open?.querySelector("summary").focus();
  }
  onKey(event);
});
document.addEventListener("click", (event) => {
  closeMenus(event.target);
  if (event.target.closest("[data-print]")) print();
});
document.addEventListener("input", (event) => {
  if (event.target.name === "s" && event.target.form?.matches("[data-choosing]")) countChosen(event.target.form);
  if (event.target.matches("textarea") && !CSS.supports("field-sizing", "content")) grow(event.target);
});
document.addEventListener("htmx:afterSettle", markMistakes);
document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) enliven(event.detail.elt); });
// Back from the browser's own cache: the form may be sent again.
addEventListener("pageshow", (event) => { if (event.persisted) [...document.forms].forEach(releaseSubmit); });
settle();
attempt(forgetOld);
enliven(document);
