// Loaded before the scripts that copy for the person: composer.js and note.js.

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // not offered here, or not allowed
  }
}

document.querySelector("[data-copies]")?.addEventListener("click", async (event) => {
  const text = document.getElementById(event.target.dataset.copies);
  text.select();
  if (await copyText(text.value)) event.target.textContent = "Copied";
});
