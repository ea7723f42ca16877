/* Filters the formula index by text and by kinds; without this script the whole table stands there. */
(() => {
  "use strict";

  function bringToLife(index) {
    const form = index.querySelector("form");
    const rows = [...index.querySelectorAll("tbody tr")];
    const status = form.querySelector("output");

    function filter() {
      const words = form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const fits =
          ["variable", "result"].every((name) => !form[name].value || row.dataset[name] === form[name].value) &&
          words.every((word) => row.dataset.words.includes(word));
        row.hidden = !fits;
        shown += fits;
      }
      status.textContent = `${shown} of ${rows.length} formulas`;
    }

    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    filter();
  }

  function start() {
    for (const index of document.querySelectorAll(".nabla-index:not([data-alive])")) {
      index.dataset.alive = "";
      bringToLife(index);
    }
  }

  if (window.document$) window.document$.subscribe(start);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
