// The conversation: one screen at a time, and the time that has gone. Keeps and sends no words.

const form = document.querySelector("form[data-meet]");
const screens = [...form.querySelectorAll("[data-screen]")];
const nav = form.querySelector("[data-nav]");
const [back, next, save] = ["back", "next", "save"].map((name) => form.querySelector(`[data-${name}]`));
const dots = new Map([...nav.querySelectorAll("li a")].map((dot) => [dot.hash.slice(1), dot]));

// --- One screen at a time; its name is in the address, so that a reload stays there ---------------------------------
// No element has that name as its id: the browser would scroll to it, and take the focus away.
const named = () => (location.hash ? screens.findIndex((screen) => screen.dataset.screen === location.hash.slice(1)) : 0);
let at = 0; // stays when the address names something else, as "Skip to the content" does
function show(moved) {
  at = Math.max(named(), 0);
  screens.forEach((screen, place) => { screen.hidden = place !== at; });
  dots.forEach((dot, id) => {
    if (id === screens[at].dataset.screen) dot.setAttribute("aria-current", "true");
    else dot.removeAttribute("aria-current");
  });
  back.hidden = at === 0;
  next.hidden = at === screens.length - 1;
  back.hash = screens[Math.max(at - 1, 0)].dataset.screen;
  next.hash = screens[Math.min(at + 1, screens.length - 1)].dataset.screen;
  form.action = `${location.pathname}#${screens[at].dataset.screen}`; // the page after saving stays here, too
  center();
  tick();
  if (!moved) return;
  scrollTo(0, 0);
  heading().focus({ preventScroll: true });
}
const heading = () => screens[at].querySelector("h2");
// By hand: after `scrollIntoView` the first Tab would start from here, past all that stands before.
function center() {
  const dot = dots.get(screens[at].dataset.screen);
  nav.scrollLeft = dot.offsetLeft - (nav.clientWidth - dot.offsetWidth) / 2;
}

// --- The time: from "We start now", otherwise from the planned start. No sound, no alarm ------------------------------
const clock = document.querySelector("[data-clock]");
const MINUTE = 60000;
const begun = `acquaint:meet-started-${form.dataset.interview}`; // a tab that is closed and opened again knows it, too
const today = () => new Date().toDateString();
function stored(at) {
  try {
    if (at) localStorage.setItem(begun, JSON.stringify({ at, day: today() }));
    const start = JSON.parse(localStorage.getItem(begun));
    return start?.day === today() ? start.at : 0;
  } catch {
    return 0; // a browser that keeps nothing: until the next reload the page knows
  }
}

let tick = () => {};
if (clock) {
  const minutes = Number(clock.dataset.minutes);
  const planned = Date.parse(clock.dataset.starts) || Infinity;
  const [ring, text, picture] = [".ring-run", "text", "svg"].map((part) => clock.querySelector(part));
  const begin = form.querySelector("[data-begin]");
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("role", "status");
  form.append(live);
  let started = stored() || planned;
  const said = new Set();
  const sayOnce = (words) => {
    if (!said.has(words)) live.textContent = words;
    said.add(words);
  };

  const prompts = [...form.querySelectorAll("[data-before-end]")];
  const near = Math.max(minutes - 4, 0.75 * minutes);
  const awayKey = (prompt) => `meet-put-away-${form.dataset.interview}-${prompt.dataset.beforeEnd}`;
  const away = new Set(prompts.filter((prompt) => {
    try {
      return sessionStorage.getItem(awayKey(prompt));
    } catch {
      return false;
    }
  }));
  // Put away, or its note has words.
  const isDone = (prompt) => away.has(prompt) || form.elements[`body-${prompt.dataset.beforeEnd}`].value.trim() !== "";

  tick = () => {
    const gone = (Date.now() - started) / MINUTE;
    // A date of yesterday is no conversation of today.
    const isOn = gone >= 0 && gone < minutes + 120;
    clock.hidden = !isOn;
    begin.hidden = Boolean(stored()) && isOn;
    const whole = Math.floor(gone);
    if (isOn && text.textContent !== String(whole)) {
      text.textContent = whole;
      ring.setAttribute("stroke-dasharray", `${Math.min((100 * whole) / minutes, 100)} 100`);
      picture.setAttribute("aria-label", `${whole} of ${minutes} minutes`);
    }
    const left = Math.ceil(minutes - gone);
    const words = left < 1 ? "Before you go" : left === 1 ? "1 minute left" : `${left} minutes left`;
    // On the screens of the talk itself. Each comes when the one before it is done, or a minute after it.
    const isTalk = isOn && !["valuable", "surprised"].includes(screens[at].dataset.screen);
    prompts.forEach((prompt, place) => {
      const isDue = gone >= near + place || (gone >= near && prompts.slice(0, place).every(isDone));
      prompt.hidden = !isTalk || !isDue || isDone(prompt) || screens[at].dataset.screen === prompt.dataset.beforeEnd;
      prompt.querySelector("[data-left]").textContent = words;
    });
    if (isOn && gone >= near && gone < minutes) sayOnce("A few minutes left. Ask for two more people, and how to stay in touch.");
    if (isOn && gone >= minutes) sayOnce(`${minutes} of ${minutes} minutes`);
  };
  prompts.forEach((prompt) => prompt.querySelector("button").addEventListener("click", () => {
    away.add(prompt);
    try {
      sessionStorage.setItem(awayKey(prompt), "1");
    } catch {
      // Until the next reload the page knows.
    }
    tick();
    heading().focus({ preventScroll: true });
  }));
  begin.querySelector("button").addEventListener("click", () => {
    started = Date.now();
    stored(started);
    tick();
    location.hash = next.hash;
  });
  setInterval(tick, 5000);
  document.addEventListener("visibilitychange", tick);
}

nav.hidden = false;
save.classList.replace("btn-primary", "btn-secondary"); // the way on is the main thing now
save.textContent = "Save";
// What was refused stands first: its summary leads to each field, and so to its screen.
const refused = form.querySelector("[data-error-summary]");
if (refused) {
  refused.addEventListener("click", (event) => {
    const field = event.target.closest("a") && document.getElementById(event.target.closest("a").hash.slice(1));
    if (!field) return;
    event.preventDefault();
    location.hash = field.closest("[data-screen]").dataset.screen;
    setTimeout(() => field.focus());
  });
}
addEventListener("hashchange", () => { if (named() >= 0) show(true); });
addEventListener("resize", center); // a low window has no strip
document.addEventListener("keydown", (event) => {
  const link = { ArrowLeft: back, ArrowRight: next }[event.key];
  if (!link || link.hidden || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!event.target.closest("textarea, input, select, .meet__dots")) location.hash = link.hash;
});
const isTyping = screens[Math.max(named(), 0)].contains(document.activeElement); // already, and the next key belongs there, too
show(location.hash.length > 1 && !refused && !isTyping);
refused?.focus();

// --- What has words --------------------------------------------------------------------------------------------------
function mark(section) {
  const has = section.querySelector("textarea").value.trim() !== "" || section.querySelector("[type=checkbox]").checked;
  const dot = dots.get(section.dataset.note);
  dot.classList.toggle("asked", has);
  dot.querySelector("[data-asked]").hidden = !has;
}
const marked = (event) => event.target.closest("[data-note]") && mark(event.target.closest("[data-note]"));
form.addEventListener("input", marked);
form.addEventListener("change", marked);
form.querySelectorAll("[data-note]").forEach(mark); // a browser may have filled in what was typed before a reload

// --- The screen stays on while it is looked at, where the browser can -------------------------------------------------
async function stayAwake() {
  try {
    if (document.visibilityState === "visible") await navigator.wakeLock.request("screen");
  } catch {
    // It can't, or a low battery says no.
  }
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
