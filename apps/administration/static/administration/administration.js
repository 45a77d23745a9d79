/* Names for controls that Django's and select2's scripts make without one. The pages work the same without it. */
"use strict";
(function () {
  function nameFor(select) {
    const label = document.querySelector('label[for="' + CSS.escape(select.id) + '"]');
    if (label) { return label.textContent.trim().replace(/:$/, ""); }
    const cell = select.closest("td");
    const table = select.closest("table");
    const head = cell && table && table.querySelectorAll("thead th")[cell.cellIndex];
    return head ? head.textContent.trim() : select.name;
  }

  function nameAll() {
    document.querySelectorAll("select.admin-autocomplete").forEach(function (select) {
      const made = select.nextElementSibling;
      if (!made || !made.matches(".select2")) { return; }
      const box = made.querySelector(".select2-selection");
      const shown = made.querySelector(".select2-selection__rendered");
      const name = nameFor(select);
      // What is chosen belongs to the name: role combobox has no text of its own.
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", [name, shown && shown.title].filter(Boolean).join(": "));
      made.querySelectorAll(".select2-search__field").forEach(function (field) {
        field.setAttribute("aria-label", name);
      });
    });
    document.querySelectorAll("th.original:empty").forEach(function (head) {
      const hidden = document.createElement("span");
      hidden.className = "visually-hidden";
      hidden.textContent = "Entry";
      head.append(hidden);
    });
    const search = document.getElementById("searchbar");
    if (search) { search.setAttribute("aria-label", "Search"); }
  }

  // select2 builds its boxes late and again for each new row, and tells nobody but jQuery.
  window.addEventListener("load", function () {
    nameAll();
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  });
})();
