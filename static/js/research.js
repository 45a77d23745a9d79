// The research sheet is saved as it is typed, and what leads away from it waits for the last words. Without this file
// its buttons save it.

const form = document.querySelector("form[data-research]");
const typed = [...form.querySelectorAll("textarea")];
const saving = new Saving(form, { names: typed.map((field) => field.name), typed, press: "Save" });

const PATIENCE = 3000; // ms that a press waits
let isWaiting = false;
const mustWait = () => navigator.onLine && (isWaiting || saving.isTyped || saving.isSaving);
async function after(go) {
  if (isWaiting) return;
  isWaiting = true;
  await Promise.race([saving.saveNow(), new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);
  go();
  isWaiting = false;
}

// Buttons of other forms. In the capturing phase, and before offline.js asks about words that are not saved.
let passes = null;
document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target === form || target.method === "dialog" || target === passes || !mustWait()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  after(() => {
    passes = target; // also where its words could not be saved
    target.requestSubmit(submitter);
    passes = null;
  });
}, true);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const isNew = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link?.target;
  const isHere = link?.origin === location.origin && (!link.hash || link.pathname !== location.pathname);
  if (!link || isNew || !isHere || event.defaultPrevented || !mustWait()) return;
  event.preventDefault();
  after(() => location.assign(link.href));
});
