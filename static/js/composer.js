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
const unsaved = "Not saved: no signal. Keep this page open, and it is saved with your next words.";
document.addEventListener("htmx:sendError", () => {
  document.querySelector("#state .saved").textContent = unsaved;
});

// --- The press -------------------------------------------------------------------------------------------------
let plainly = false;
const sendPlainly = (button) => {
  plainly = true;
  form.requestSubmit(button);
};

// Two savings at once would be two versions, and the later one would be refused.
const isSaving = () => form.querySelector(".htmx-request");
const untilSaved = () => new Promise((go) => {
  const saving = isSaving();
  if (saving) saving.addEventListener("htmx:afterRequest", go, { once: true });
  else go();
  setTimeout(go, 5000);
});

async function keep(button) {
  await untilSaved();
  const fields = new FormData(form);
  fields.append(button.name, button.value);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: fields, keepalive: true });
  } catch {
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
  count();
  question.replaceChildren(asked);
  asked.focus(); // it stands above the message, and is what comes next
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // not offered here, or not allowed
  }
}

const canShare = typeof navigator.share === "function";
for (const button of form.querySelectorAll("[name=share]")) button.hidden = !canShare;

const PRESSES = {
  mail() {
    const address = encodeURIComponent(recipient.value.trim()).replace("%40", "@");
    const text = encodeURIComponent(body.value.trim().replace(/\r?\n/g, "\r\n"));
    const link = `mailto:${address}?subject=${encodeURIComponent(subject.value)}&body=${text}`;
    if (link.length > Number(form.dataset.mailFits)) return "";
    Object.assign(document.createElement("a"), { href: link }).click();
    return "Your email app opens with the message.";
  },
  async copy() {
    return await copy(body.value.trim()) ? "Copied. Paste it where you want to send it." : "";
  },
  async share() {
    try {
      await navigator.share({ text: body.value.trim(), ...(subject.type === "hidden" ? {} : { title: subject.value }) });
      return "Shared.";
    } catch (error) {
      tell(error.name === "AbortError"
        ? "You closed the share sheet, so nothing was shared. You can also copy the message."
        : "Your phone didn’t open the share sheet. You can copy the message instead.");
      return null;
    }
  },
};

function take(event) {
  const button = event.submitter;
  if (event.target !== form || plainly || !button) return;
  // Words for the blanks go into the message first, which the server does.
  const blanks = [...form.elements].filter((field) => field.name.startsWith("fill_") && field.value.trim());
  const isReady = !blanks.length && body.value.trim() && !document.querySelector("[data-error-summary]");
  if (isReady && button.name in PRESSES) {
    event.preventDefault();
    leave(button);
  } else if (button.name === "share" || isSaving()) {
    event.preventDefault();
    untilSaved().then(() => sendPlainly(button.name === "share" ? form.elements.save[1] : button));
  }
}
async function leave(button) {
  const words = await PRESSES[button.name]();
  if (words === null) return;
  if (!words) {
    sendPlainly(button);
    return;
  }
  tell(words);
  await keep(button);
}
// In the capturing phase: what happens here is no sending of the form, so nobody else may take it for one.
document.addEventListener("submit", take, true);
