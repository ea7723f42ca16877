/* The evidence of a formula: what can be taken from it, and the key that closes it. */

import { copyText } from "./clipboard.mjs";
import { loadElement } from "./elements.mjs";
import { chosenLayout } from "./layout.mjs";
import { make, onEachPage } from "./pages.mjs";

const STAYS = 2000; // milliseconds for which a button says that it has copied

export function startEvidence() {
  // One that a page shows opened was so before this script could hear of it.
  onEachPage(() => document.querySelectorAll("details.nabla-evidence[open]").forEach(furnish));
  document.addEventListener("toggle", ({ target }) => {
    if (!target.matches?.("details.nabla-evidence[open]")) return;
    furnish(target);
    closeOthers(target);
  }, true);
  document.addEventListener("pointerdown", ({ target }) => {
    if (!target.closest?.("details.nabla-evidence")) closeOthers(null);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details.nabla-evidence[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}

/** In a table the evidence lies over the rows below, so only one is open at a time. */
function closeOthers(kept) {
  for (const open of document.querySelectorAll(".nabla-table details.nabla-evidence[open]")) {
    if (open !== kept) open.open = false;
  }
}

function furnish(evidence) {
  const panel = evidence.querySelector(".nabla-evidence__panel");
  if (!panel || panel.querySelector(".nabla-menu")) return;
  const status = make("span", { role: "status", class: "nabla-spoken" });
  const menu = make("div", { class: "nabla-menu", role: "group", "aria-label": "Copy" }, "Copy");
  const offers = {
    TeX: () => texOf(evidence),
    NumPy: () => writtenIn(panel, "numpy"),
    doctest: () => writtenIn(panel, "doctest"),
    command: () => writtenIn(panel, "command"),
    link: () => linkTo(evidence),
  };
  for (const [name, text] of Object.entries(offers)) {
    if (text()) menu.append(button(name, text, status));
  }
  const trials = panel.querySelectorAll("[data-nabla-trial]");
  if (trials.length) menu.append(tryButton(trials));
  menu.append(status);
  panel.prepend(menu);
  panel.classList.add("nabla-evidence__panel--furnished");
}

function button(name, text, status) {
  const element = make("button", { type: "button", "aria-label": `Copy ${name}`, "data-copies": name.toLowerCase() }, name);
  element.addEventListener("click", async () => {
    const said = (await copyText(text())) ? "Copied" : "Not allowed by the browser";
    element.textContent = said;
    status.textContent = `${name}: ${said.toLowerCase()}`;
    setTimeout(() => {
      element.textContent = name;
      status.textContent = "";
    }, STAYS);
  });
  return element;
}

/** A button that puts below each claim an element in which other numbers can be tried. */
function tryButton(claims) {
  const element = make("button", { type: "button" }, "Try other numbers");
  element.addEventListener("click", () => {
    element.remove();
    for (const claim of claims) claim.after(make("nabla-trial", { "data-claim": claim.dataset.nablaTrial }));
    loadElement("nabla-trial");
  });
  return element;
}

/** The TeX of the formula beside the mark as it is shown; in a table, that of the row's claim. */
function texOf(evidence) {
  const formula = evidence.closest(".nabla-formula")?.firstElementChild;
  const shown = [...(formula?.querySelectorAll(".nabla-math[data-tex]") ?? [])].filter(isChosen);
  return shown.map((element) => element.dataset.tex).join("\n") || writtenIn(evidence, "tex");
}

function writtenIn(panel, language) {
  const written = panel.querySelectorAll(`[data-nabla-written="${language}"]`);
  return [...new Set([...written].filter(isChosen).map((code) => code.textContent))].join("\n");
}

function isChosen(element) {
  const layout = element.closest(".nabla-layout");
  return !layout || layout.classList.contains(`nabla-layout--${chosenLayout()}`);
}

function linkTo(evidence) {
  const target = evidence.closest("[id]");
  return target ? new URL(`#${target.id}`, location.href).href : "";
}
