/* Filters the formula index by words and by kinds; without a script the whole table stands there. */

import { onEachPage } from "./pages.mjs";

const KINDS = ["variable", "result"];

export function startIndex() {
  onEachPage(() => document.querySelectorAll(".nabla-index:not([data-alive])").forEach(bringToLife));
}

function bringToLife(index) {
  index.dataset.alive = "";
  const form = index.querySelector("form");
  const rows = [...index.querySelectorAll("tbody tr")];
  const status = form.querySelector("output");

  function filter() {
    const words = form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits =
        KINDS.every((kind) => !form[kind].value || row.dataset[kind] === form[kind].value) &&
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
