// Words are saved as they are typed, unless there is no signal, and the buttons of their form take what stands in it.
// Loaded before composer.js, note.js and research.js.
//
// One save at a time: two would carry the same version, and the later one would be refused. While a button has the
// words, none begins; a button that goes to the server waits for the one that is under way.

const NOT_SAVED = "Not saved: no signal. Your words stay on this page, and are saved when you’re back or type on.";
const NO_ANSWER = "Not saved yet: Acquaint didn’t answer. Your words stay on this page, and we try again in a moment.";
const AGAIN = { first: 5_000, most: 60_000 }; // ms until words that got no answer are sent once more

class Saving {
  isPressed = false; // a button has the words
  plainly = false; // and it goes past the script: the person must see what the server answers
  isDue = false; // typed while a button had the words
  lost = null; // words whose save got no answer
  wait = AGAIN.first;

  // `names` are the fields of the words, `typed` those that a draft on this device has until they are saved.
  // `ways` are the buttons with which the words leave here, if they `mayLeave`: each gives what to tell, "" where the
  // server must do it, and null where nothing left. `kept` gets the page that saved them, and says whether it is the
  // one expected; where the words left and only their saving is left to do, `unsaved` is its button. `instead` is the
  // button for a server that cannot do what was pressed. Words that do not leave here have no ways. `press` is what
  // the button that only saves says.
  constructor(form, { names, typed, ways = {}, mayLeave, kept, unsaved, instead, press = "Save for later", afterwards = () => {} }) {
    Object.assign(this, { form, names, typed, ways, mayLeave, kept, unsaved, instead, press, afterwards });
    this.saver = form.querySelector("[data-autosave]");
    this.said = form.querySelector("[data-said]");
    // In the capturing phase: what happens here is no sending of the form, so nobody else may take it for one.
    document.addEventListener("submit", (event) => this.#take(event), true);
    this.saver.addEventListener("htmx:confirm", (event) => {
      if (!this.isPressed) return;
      event.preventDefault();
      this.isDue = true;
    });
    // The server may have what was lost, in a version that this page does not know. The same words once more are no
    // conflict, and what was typed since follows them.
    this.saver.addEventListener("htmx:configRequest", ({ detail }) => {
      Object.assign(detail.parameters, this.lost);
      this.#goes(detail.formData);
    });
    this.saver.addEventListener("htmx:afterRequest", ({ detail }) => this.#answered(detail));
    addEventListener("online", () => this.#tryAgain());
    // What the last visit typed, and left before it was saved.
    addEventListener("load", () => { if (this.isTyped) this.saveAgain(); });
    // Back from the browser's own cache: as it was before the press.
    addEventListener("pageshow", (event) => { if (event.persisted) this.letGo(); });
  }

  #answered({ xhr, requestConfig }) {
    const wasLost = this.lost;
    this.lost = null;
    if (xhr.status === 0 || xhr.status >= 500) {
      this.#lose(requestConfig.formData);
      this.#show(xhr.status ? NO_ANSWER : NOT_SAVED);
      return;
    }
    this.wait = AGAIN.first;
    if (xhr.getResponseHeader("HX-Redirect")) return; // signed out: nothing was saved, and the page goes
    // A refusal with 422 comes with the state to show. What else is refused (gone, too much) has none. The words of
    // both stay a draft of this device.
    if (xhr.status < 400) this.#settled(this.#words(requestConfig.formData));
    else if (xhr.status !== 422) {
      this.#show(`Not saved yet. Press “${this.press}”.`);
      return;
    }
    this.afterwards();
    if (wasLost) this.saveAgain();
  }

  #show(words) {
    const saved = document.querySelector("#state .saved");
    if (saved.textContent !== words) saved.textContent = words; // who listens hears it once
  }

  #lose(fields) {
    this.lost = this.#words(fields);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#tryAgain(), this.wait);
    this.wait = Math.min(2 * this.wait, AGAIN.most);
  }

  #tryAgain() {
    if (this.lost && !this.isSaving) this.saveAgain();
  }

  // What the draft has of it tells, on a page that was opened before the answer, whose words it shows.
  #goes(fields) {
    this.form.dataset.going = JSON.stringify(Object.fromEntries(this.typed.map(({ name }) => [name, [fields.get(name)]])));
  }

  #words(fields) {
    return Object.fromEntries(this.names.map((name) => [name, fields.get(name)]));
  }

  // What the server has is no draft of this device any more.
  #settled(words) {
    const unfinished = document.getElementById("state").dataset.unfinished.split(" ");
    for (const field of this.typed) {
      if (!unfinished.includes(field.name)) field.defaultValue = words[field.name].replaceAll("\r\n", "\n");
    }
    this.form.dispatchEvent(new Event("input"));
  }

  saveAgain() {
    this.saver.dispatchEvent(new Event("again"));
  }

  get isTyped() {
    return this.typed.some((field) => field.value !== field.defaultValue);
  }

  get isSaving() {
    return this.saver.classList.contains("htmx-request");
  }

  #ends() {
    return new Promise((go) => { this.saver.addEventListener("htmx:afterRequest", go, { once: true }); });
  }

  async untilSaved() {
    if (this.isSaving) await this.#ends();
    if (!this.lost) return;
    this.isPressed = false;
    this.saveAgain();
    this.isPressed = true;
    if (this.isSaving) await this.#ends();
  }

  // Before the page goes: the words of the last moment, too. What cannot be saved now stays a draft of this device.
  async saveNow() {
    while (this.isSaving) await this.#ends();
    for (let sent; this.isTyped && sent !== this.#standing;) {
      sent = this.#standing;
      this.saveAgain();
      while (this.isSaving) await this.#ends();
    }
  }

  get #standing() {
    return JSON.stringify(this.typed.map((field) => field.value));
  }

  tell(words) {
    this.said.textContent = words;
    this.said.hidden = false;
  }

  // --- The press ---------------------------------------------------------------------------------------------------
  letGo() {
    this.isPressed = this.plainly = false;
    if (this.isDue) this.saveAgain();
    this.isDue = false;
  }

  goPlainly() {
    this.isPressed = this.plainly = true;
    setTimeout(() => this.letGo(), 8000); // the page is still here: the person stopped it
  }

  sendPlainly(button) {
    this.goPlainly();
    setTimeout(() => this.form.requestSubmit(button)); // while one press is being told, a form takes no other
  }

  #take(event) {
    const button = event.submitter;
    if (event.defaultPrevented || event.target !== this.form || this.plainly || !button) return;
    const isWay = button.name in this.ways;
    // A page that says "not saved yet" would go on saying so after a save behind it.
    const leaves = isWay && this.mayLeave(button) && !document.querySelector("[data-error-summary]");
    if (!leaves && button.name !== "share" && !this.isPressed && !this.isSaving && !this.lost) {
      this.goPlainly();
      return;
    }
    event.preventDefault();
    if (!this.isPressed) this.#press(button, leaves);
  }

  async #press(button, leaves) {
    this.isPressed = true;
    const words = leaves ? await this.ways[button.name]() : "";
    if (words) {
      this.tell(words);
      await this.#keep(button);
    } else if (words === "") {
      if (this.isSaving) this.tell("One moment. Your last words are still being saved.");
      await this.untilSaved();
      if (this.lost) document.querySelector("#state .saved").textContent = ""; // what the press meets says it
      this.sendPlainly(button.name === "share" ? this.instead : button);
    }
    if (!this.plainly) this.letGo();
  }

  // The words left, and are saved behind the page.
  async #keep(button) {
    await this.untilSaved();
    const fields = new FormData(this.form);
    fields.append(button.name, button.value);
    this.#goes(fields);
    let answer;
    try {
      answer = await fetch(this.form.action, { method: "POST", body: fields, keepalive: true });
    } catch {
      this.#lose(fields);
      this.tell(NOT_SAVED);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const state = page.getElementById("state");
    if (!answer.ok || !state || !this.kept(page)) {
      this.sendPlainly(this.unsaved ?? button); // refused, or signed out: the page says why
      return;
    }
    document.getElementById("state").replaceWith(state);
    this.lost = null;
    this.#settled(this.#words(fields));
    this.afterwards();
  }
}

// --- The ways that a browser has itself ---------------------------------------------------------------------------
const openMail = (link) => Object.assign(document.createElement("a"), { href: link }).click();
const mailBody = (text) => encodeURIComponent(text.trim().replace(/\r?\n/g, "\r\n"));

const canShare = typeof navigator.share === "function";
for (const button of document.querySelectorAll("[name=share]")) button.hidden = !canShare;

// What kept the person from sharing; empty where they shared.
async function shareText(shared, what) {
  try {
    await navigator.share(shared);
    return "";
  } catch (error) {
    return error.name === "AbortError"
      ? `You closed the share sheet, so nothing was shared. You can also copy the ${what}.`
      : `Your phone didn’t open the share sheet. You can copy the ${what} instead.`;
  }
}
