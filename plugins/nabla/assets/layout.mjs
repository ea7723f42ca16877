/* The layout of derivatives: chosen by the reader, kept between visits, said by an attribute of the root element.
   The style sheet shows and hides by that attribute; a line in the head of each page sets it before anything is drawn. */

import { onEachPage } from "./pages.mjs";

const KEY = "nabla.layout";
const LAYOUTS = ["numerator", "denominator"];

const SAID = {
  numerator: "Numerator layout: the gradient of a number is a row.",
  denominator: "Denominator layout: the gradient of a number is a column.",
};

/** Return the layout that the reader has chosen. */
export function chosenLayout() {
  const chosen = document.documentElement.dataset.nablaLayout;
  return LAYOUTS.includes(chosen) ? chosen : LAYOUTS[0];
}

/** Show all derivatives in a layout, now and on the next visit. */
export function chooseLayout(layout) {
  show(layout);
  try {
    localStorage.setItem(KEY, layout);
  } catch {
    // A browser may refuse to store; then the choice lasts as long as the page.
  }
}

function show(layout) {
  if (!LAYOUTS.includes(layout)) return;
  document.documentElement.dataset.nablaLayout = layout;
  bringUpToDate();
  document.dispatchEvent(new CustomEvent("nabla:layout", { detail: { layout } }));
}

function bringUpToDate() {
  const chosen = chosenLayout();
  for (const choice of document.querySelectorAll(".nabla-switch input")) choice.checked = choice.value === chosen;
}

export function startLayout() {
  document.addEventListener("change", ({ target }) => {
    const control = target.closest?.(".nabla-switch");
    if (!control) return;
    chooseLayout(target.value);
    control.querySelector("[role=status]").textContent = SAID[target.value];
  });
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === KEY) show(newValue);
  });
  onEachPage(bringUpToDate);
}
