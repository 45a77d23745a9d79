// Comforts of the composer. Without this file the server does the same, one page later.
//
// What leaves is what stands in the box at the press, and the press saves it behind the page. Nothing here says that a
// message was sent: the person is asked.

const form = document.querySelector("form[data-composer]");
const { body, subject, recipient } = form.elements;
const said = form.querySelector("[data-said]");
const question = document.getElementById("question");

const tell = (words) => {
  said.textContent = words;
  said.hidden = false;
};

// --- Count and marks follow the keys --------------------------------------------------------------------------
const BLANK = /\[[^[\]\n]{1,80}\]/g;
const marks = form.querySelector("[data-marks]");
function mark() {
  marks.replaceChildren();
  let end = 0;
  for (const found of body.value.matchAll(BLANK)) {
    marks.append(body.value.slice(end, found.index));
    const blank = document.createElement("span");
    blank.className = "blank";
    blank.textContent = found[0];
    marks.append(blank);
    end = found.index + found[0].length;
  }
  marks.append(`${body.value.slice(end)}\n`);
}
function count() {
  const place = document.getElementById("count");
  const words = body.value.split(/\s+/u).filter(Boolean).length;
  const has = place.dataset.unit === "words" ? words : [...body.value].length;
  place.querySelector("[data-count]").textContent = has;
  place.querySelector("[data-bar]").setAttribute("width", Math.min(100, (100 * has) / place.dataset.most));
}
const follow = () => {
  mark();
  count();
};
body.addEventListener("input", follow);
mark();

// --- What is typed is saved as it is typed, unless there is no signal ---------------------------------------------
// One save at a time: two would carry the same version, and the later one would be refused. While a button has the
// words, none begins.
const saver = form.querySelector("[data-autosave]");
const saveAgain = () => saver.dispatchEvent(new Event("again"));
let isPressed = false;
let isDue = false; // typed while a button had the words
let lost = null; // words whose save got no answer
const wordsIn = (fields) => Object.fromEntries(
  ["channel", "template", "recipient", "subject", "body"].map((name) => [name, fields.get(name)]));

const unsaved = "Not saved: no signal. Keep this page open, and it is saved with your next words.";
// What the server has is no draft of this device any more.
const TYPED = [recipient, subject, body];
function settled(words) {
  const unfinished = document.getElementById("state").dataset.unfinished.split(" ");
  for (const field of TYPED) {
    if (!unfinished.includes(field.name)) field.defaultValue = words[field.name].replaceAll("\r\n", "\n");
  }
  form.dispatchEvent(new Event("input"));
}
saver.addEventListener("htmx:confirm", (event) => {
  if (!isPressed) return;
  event.preventDefault();
  isDue = true;
});
// The server may have what was lost, in a version that this page does not know. The same words once more are no
// conflict, and what was typed since follows them.
saver.addEventListener("htmx:configRequest", ({ detail }) => Object.assign(detail.parameters, lost));
saver.addEventListener("htmx:afterRequest", ({ detail }) => {
  const wasLost = lost;
  lost = null;
  if (detail.xhr.status === 0 || detail.xhr.status >= 500) {
    lost = wordsIn(detail.requestConfig.formData);
    document.querySelector("#state .saved").textContent = unsaved;
  } else {
    if (detail.successful) settled(wordsIn(detail.requestConfig.formData));
    count();
    if (wasLost) saveAgain();
  }
});
// What the last visit typed, and left before it was saved.
addEventListener("load", () => { if (TYPED.some((field) => field.value !== field.defaultValue)) saveAgain(); });

const isSaving = () => saver.classList.contains("htmx-request");
const saveEnds = () => new Promise((go) => { saver.addEventListener("htmx:afterRequest", go, { once: true }); });
async function untilSaved() {
  if (isSaving()) await saveEnds();
  if (!lost) return;
  isPressed = false;
  saveAgain();
  isPressed = true;
  if (isSaving()) await saveEnds();
}

// --- The press -------------------------------------------------------------------------------------------------
let plainly = false;
const letGo = () => { isPressed = plainly = false; };
const goPlainly = () => {
  isPressed = plainly = true;
  setTimeout(letGo, 8000); // the page is still here: the person stopped it
};
const sendPlainly = (button) => {
  goPlainly();
  form.requestSubmit(button);
};

async function keep(button) {
  await untilSaved();
  const fields = new FormData(form);
  fields.append(button.name, button.value);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: fields, keepalive: true });
  } catch {
    lost = wordsIn(fields);
    tell(unsaved);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const asked = page.querySelector("#question form");
  if (!answer.ok || !asked) {
    sendPlainly(button); // refused, or signed out: the page says why, or asks whether it was sent
    return;
  }
  document.getElementById("state").replaceWith(page.getElementById("state"));
  settled(wordsIn(fields));
  count();
  question.replaceChildren(asked);
  asked.focus(); // it stands above the message, and is what comes next
}

// What is seen with email only, CSS shows; without it the next way is the main one.
const isEmail = () => form.elements.channel.value === "email";
form.addEventListener("change", (event) => {
  if (event.target.name !== "channel") return;
  for (const button of form.querySelectorAll("[name=share], [name=copy]")) {
    button.classList.toggle("btn-primary", !isEmail());
    button.classList.toggle("btn-secondary", isEmail());
  }
});
const stillOpen = () => {
  const left = new Set(body.value.match(BLANK)).size;
  return left ? ` It still has ${left} blank${left === 1 ? "" : "s"} to fill in before you send it.` : "";
};

const canShare = typeof navigator.share === "function";
for (const button of form.querySelectorAll("[name=share]")) button.hidden = !canShare;

const PRESSES = {
  mail() {
    const address = encodeURIComponent(recipient.value.trim()).replace("%40", "@");
    const text = encodeURIComponent(body.value.trim().replace(/\r?\n/g, "\r\n"));
    const link = `mailto:${address}?subject=${encodeURIComponent(subject.value)}&body=${text}`;
    if (link.length > Number(form.dataset.mailFits)) return "";
    Object.assign(document.createElement("a"), { href: link }).click();
    return `Your email app opens with the message.${stillOpen()}`;
  },
  async copy() {
    return await copyText(body.value.trim()) ? `Copied. Paste it where you want to send it.${stillOpen()}` : "";
  },
  async share() {
    try {
      await navigator.share({ text: body.value.trim(), ...(isEmail() ? { title: subject.value } : {}) });
      return `Shared.${stillOpen()}`;
    } catch (error) {
      tell(error.name === "AbortError"
        ? "You closed the share sheet, so nothing was shared. You can also copy the message."
        : "Your phone didn’t open the share sheet. You can copy the message instead.");
      return null;
    }
  },
};

function mayLeave(button) {
  // Words for the blanks go into the message first, which the server does.
  const blanks = [...form.elements].some((field) => /^(fill_|call_them$)/.test(field.name) && field.value.trim());
  return button.name in PRESSES && !blanks && body.value.trim() && !document.querySelector("[data-error-summary]");
}
function take(event) {
  const button = event.submitter;
  if (event.target !== form || plainly || !button) return;
  const leaves = mayLeave(button);
  if (!leaves && button.name !== "share" && !isPressed && !isSaving() && !lost) {
    goPlainly();
    return;
  }
  event.preventDefault();
  if (!isPressed) press(button, leaves);
}
async function press(button, leaves) {
  isPressed = true;
  const words = leaves ? await PRESSES[button.name]() : "";
  if (words) {
    tell(words);
    await keep(button);
  } else if (words === "") {
    if (isSaving()) tell("One moment. Your last words are still being saved.");
    await untilSaved();
    sendPlainly(button.name === "share" ? form.elements.save[1] : button);
  }
  if (plainly) return;
  isPressed = false;
  if (isDue) saveAgain();
  isDue = false;
}
// In the capturing phase: what happens here is no sending of the form, so nobody else may take it for one.
document.addEventListener("submit", take, true);
// Back from the browser's own cache: as it was before the press.
addEventListener("pageshow", (event) => { if (event.persisted) letGo(); });
