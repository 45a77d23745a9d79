// A note that leaves by the person's own mail app. Without this file the server does the same, one page later.
//
// The mail holds what stands in the box at the press, and the press saves it behind the page. What is too long for an
// address, or still waits for words of the person's, goes to the server, which shows what the mail would hold.

const form = document.querySelector("form[data-waiting]");
const box = form.elements.body;
const said = form.querySelector("[data-said]");

const tell = (words) => {
  said.textContent = words;
  said.hidden = false;
};

// A note that was sent already has no such button.
const then = (press) => (form.elements.sent ? ` Once it is sent, ${press} “I sent it”.` : "");

// Past this file: the person must see what the server answers.
let plainly = false;
const sendPlainly = (button) => {
  plainly = true;
  form.requestSubmit(button);
};

async function keep(button) {
  const fields = new FormData(form);
  fields.append(button.name, button.value);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: fields, keepalive: true });
  } catch {
    return; // no signal: the draft is on this device, and "I sent it" takes the words with it
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const saved = page.querySelector("form[data-waiting]");
  if (answer.ok && saved) form.elements.version.value = saved.elements.version.value;
  else sendPlainly(form.elements.saved); // refused, or signed out: the note has left, and is still to be saved
}

async function take(event) {
  const button = event.submitter;
  const text = box.value.trim();
  if (plainly || !button || !["mail", "copy"].includes(button.name)) return;
  // The page says "not saved yet", and would go on saying so after a save behind it.
  if (document.querySelector("[data-error-summary]")) return;
  if (!text || new RegExp(form.dataset.waiting, "im").test(text)) return;
  if (button.name === "mail") {
    const link = `${form.dataset.mailto}&body=${encodeURIComponent(text.replace(/\r?\n/g, "\r\n"))}`;
    if (link.length > Number(form.dataset.mailFits)) return;
    event.preventDefault();
    Object.assign(document.createElement("a"), { href: link }).click();
    tell(`Your mail app opens with the note.${then("come back and press")}`);
  } else {
    event.preventDefault();
    if (!await copyText(text)) {
      sendPlainly(button);
      return;
    }
    tell(`Copied. Paste it into a mail or a message.${then("press")}`);
  }
  keep(button);
}

// In the capturing phase: what happens here is no sending of the form, so nobody else may take it for one.
document.addEventListener("submit", take, true);
