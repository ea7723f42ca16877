/* Scripts of a site's own elements, fetched on the pages that hold one. ELEMENTS maps an element's name to the address
   of its script, as seen from this one; the build writes it. */

import { onEachPage } from "./pages.mjs";

const base = document.currentScript?.src ?? location.href;
const asked = new Set();

export function startElements() {
  onEachPage(() => {
    for (const [name, address] of Object.entries(ELEMENTS)) {
      if (asked.has(name) || !document.querySelector(name)) continue;
      asked.add(name);
      const script = document.createElement("script");
      script.src = new URL(address, base).href;
      document.body.append(script);
    }
  });
}
