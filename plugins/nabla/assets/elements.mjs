/* Scripts of elements, fetched where the reader comes near one. ELEMENTS maps an element's name to the addresses
   of its scripts, as seen from this one, in the order in which they run; the build writes it. */

import { onEachPage } from "./pages.mjs";

const NEAR = "1200px"; // how far above or below the window an element has its script fetched

const base = document.currentScript?.src ?? location.href;
const asked = new Set();

export function startElements() {
  const coming = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      coming.unobserve(target);
      loadElement(target.localName);
    }
  }, { rootMargin: NEAR });
  onEachPage(() => {
    coming.disconnect();
    for (const name of Object.keys(ELEMENTS)) {
      document.querySelectorAll(name).forEach((element) => coming.observe(element));
    }
  });
}

/** Fetch the scripts of an element, each once; those that are inserted in order run in order. */
export function loadElement(name) {
  for (const address of ELEMENTS[name]) {
    if (asked.has(address)) continue;
    asked.add(address);
    const script = document.createElement("script");
    script.src = new URL(address, base).href;
    script.async = false;
    document.body.append(script);
  }
}
