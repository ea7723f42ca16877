/* Scripts of elements, fetched where the reader comes near one. ELEMENTS maps an element's name to the address
   of its script, as seen from this one; the build writes it. */

import { onEachPage } from "./pages.mjs";

const NEAR = "1200px"; // how far above or below the window an element has its script fetched

const base = document.currentScript?.src ?? location.href;
const asked = new Set();

export function startElements() {
  const coming = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) loadElement(target.localName);
    }
  }, { rootMargin: NEAR });
  onEachPage(() => {
    coming.disconnect();
    for (const name of Object.keys(ELEMENTS)) {
      if (!asked.has(name)) document.querySelectorAll(name).forEach((element) => coming.observe(element));
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
