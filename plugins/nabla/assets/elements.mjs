/* Scripts of elements, fetched on the pages that hold one. ELEMENTS maps an element's name to the address
   of its script, as seen from this one; the build writes it. */

import { onEachPage } from "./pages.mjs";

const base = document.currentScript?.src ?? location.href;
const asked = new Set();

export function startElements() {
  onEachPage(() => {
    for (const name of Object.keys(ELEMENTS)) {
      if (document.querySelector(name)) loadElement(name);
    }
  });
}

/** Fetch the script of an element, once. */
export function loadElement(name) {
  if (asked.has(name)) return;
  asked.add(name);
  const script = document.createElement("script");
  script.src = new URL(ELEMENTS[name], base).href;
  document.body.append(script);
}
