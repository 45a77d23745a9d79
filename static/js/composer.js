// Comforts of the composer. Without this file the server does the same, one page later.
//
// What leaves is what stands in the box at the press, and the press saves it behind the page. Nothing here says that a
// message was sent: the person is asked.

const form = document.querySelector("form[data-composer]");
const { body, subject, recipient } = form.elements;
const question = document.getElementById("question");

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

// --- The ways to send it, beside the server's ---------------------------------------------------------------------
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

const ways = {
  mail() {
    const address = encodeURIComponent(recipient.value.trim()).replace("%40", "@");
    const link = `mailto:${address}?subject=${encodeURIComponent(subject.value)}&body=${mailBody(body.value)}`;
    if (link.length > Number(form.dataset.mailFits)) return "";
    openMail(link);
    return `Your email app opens with the message.${stillOpen()}`;
  },
  async copy() {
    return await copyText(body.value.trim()) ? `Copied. Paste it where you want to send it.${stillOpen()}` : "";
  },
  async share() {
    const why = await shareText({ text: body.value.trim(), ...(isEmail() ? { title: subject.value } : {}) }, "message");
    if (!why) return `Shared.${stillOpen()}`;
    saving.tell(why);
    return null;
  },
};

// Words for the blanks go into the message first, which the server does.
const mayLeave = () =>
  body.value.trim() && ![...form.elements].some((field) => /^(fill_|call_them$)/.test(field.name) && field.value.trim());

// Whether it was sent is asked above the message, and is what comes next.
function kept(page) {
  const asked = page.querySelector("#question form");
  if (!asked) return false;
  question.replaceChildren(asked);
  asked.focus();
  return true;
}

const saving = new Saving(form, {
  names: ["channel", "template", "recipient", "subject", "body"], typed: [recipient, subject, body],
  ways, mayLeave, kept, instead: form.elements.save[1], afterwards: count,
});
