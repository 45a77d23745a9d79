// Comforts of the thank-you note. Without this file the server does the same, one page later.
//
// What is too long for an address, or still waits for words of the person's, goes to the server, which shows what the
// mail would hold.

const form = document.querySelector("form[data-thanks]");
const { body, recipient } = form.elements;

// --- What the person wrote down, beside it ------------------------------------------------------------------------
const plain = (text) => text.split(/\s+/u).filter(Boolean).join(" ").toLowerCase();
const notes = [...document.querySelectorAll("[data-noted]")];
const wordsOf = (note) => note.querySelector("[data-words]").textContent.trim();
// What goes of it: our prompt and what follows in its paragraph is a note to oneself, and stays.
const toReword = new RegExp(form.dataset.toReword, "i");
const going = (letter) => letter.split(/\n[ \t]*\n/).map((paragraph) => paragraph.split(toReword)[0]).join("\n\n");
function markUsed() {
  const letter = plain(going(body.value));
  for (const note of notes) {
    const isUsed = letter.includes(plain(wordsOf(note)));
    note.querySelector("[data-used]").hidden = !isUsed;
    note.querySelector("[name=use]").hidden = isUsed;
  }
}
body.addEventListener("input", markUsed);

// Whether the person put it there; tabbing through leaves it at the start.
let hasCaret = false;
const placesCaret = {
  click: () => true,
  keydown: ({ key }) => /^(?:Arrow|Home|End|Page)/.test(key),
  input: ({ isTrusted }) => isTrusted,
};
for (const [happened, places] of Object.entries(placesCaret)) {
  body.addEventListener(happened, (event) => { hasCaret ||= places(event); });
}
function use(note) {
  const words = wordsOf(note);
  const { marked } = note.dataset;
  const waits = body.value.indexOf(marked);
  if (waits >= 0) {
    body.setRangeText(words, waits, waits + marked.length, "end");
  } else if (hasCaret) {
    const at = body.selectionEnd; // what is selected stays
    const [before, after] = [body.value.slice(0, at), body.value.slice(at)];
    const isAfterNote = notes.some((one) => before.trimEnd().endsWith(wordsOf(one)));
    const gap = /\S$/.test(before) ? " " : "";
    const put = `${isAfterNote ? "\n\n" : gap}${words}${/^\S/.test(after) ? " " : ""}`;
    body.setRangeText(put, at, at, "end");
  } else {
    const ends = [form.dataset.nextStep, form.dataset.closing].map((line) => body.value.lastIndexOf(`\n${line}`));
    const at = ends.find((found) => found >= 0) ?? body.value.length;
    const letter = body.value.slice(0, at).trimEnd();
    const start = letter ? `${letter}\n\n${words}` : words;
    const rest = body.value.slice(at).replace(/^\n+/, "");
    body.value = rest ? `${start}\n\n${rest}` : start;
    body.setSelectionRange(start.length, start.length);
  }
  body.dispatchEvent(new Event("input", { bubbles: true }));
  body.focus();
}
// Before the press is taken for one that sends the form.
document.addEventListener("submit", (event) => {
  if (event.target !== form || event.submitter?.name !== "use") return;
  event.preventDefault();
  use(event.submitter.closest("[data-noted]"));
}, true);

// --- The ways to send it, beside the server's ---------------------------------------------------------------------
// A note that was sent already has no such button.
const sent = form.elements.sent;
const then = (press) => (sent ? ` Once it is sent, ${press} “${sent.textContent.trim()}”.` : "");

const ways = {
  mail() {
    const address = recipient ? encodeURIComponent(recipient.value.trim()).replace("%40", "@") : "";
    const link = `${form.dataset.mailto.replace("mailto:?", `mailto:${address}?`)}&body=${mailBody(body.value)}`;
    if (link.length > Number(form.dataset.mailFits)) return "";
    openMail(link);
    return `Your mail app opens with the note.${then("come back and press")}`;
  },
  async copy() {
    return await copyText(body.value.trim()) ? `Copied. Paste it into a mail or a message.${then("press")}` : "";
  },
  async share() {
    const why = await shareText({ text: body.value.trim() }, "note");
    if (!why) return `Shared.${then("press")}`;
    saving.tell(why);
    return null;
  },
};

const mayLeave = () => body.value.trim() && !new RegExp(form.dataset.waiting, "im").test(body.value);

const saving = new Saving(form, {
  names: ["body"], typed: [body], ways, mayLeave, kept: () => true,
  unsaved: form.elements.saved[1], instead: form.elements.copy,
});
