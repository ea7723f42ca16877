/* Parts of a page that are not near are left aside while it loads, and laid out one by one when the browser has
   nothing else to do: then the page has its true length, and anything on it can be found. */

import { onEachPage } from "./pages.mjs";

const LARGEST = 1500; // elements; a larger part waits until it is near, or it would hold the page up
const PAUSE = 50; // milliseconds between two parts, in which the reader comes first
const later = window.requestIdleCallback ?? ((callback) => setTimeout(callback, PAUSE));

export function startParts() {
  onEachPage(() => {
    layOutBefore(document.getElementById(decodeURIComponent(location.hash.slice(1))));
    if (document.readyState === "complete") layOutNext();
    else addEventListener("load", () => setTimeout(layOutNext, PAUSE), { once: true });
  });
}

/** Who comes for something on the page has it where it will stay. */
function layOutBefore(target) {
  if (!target) return;
  for (const part of document.querySelectorAll(".nabla-part")) {
    if (part.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING) part.classList.add("nabla-part--laid-out");
  }
  target.scrollIntoView();
}

function layOutNext() {
  const waiting = document.querySelectorAll(".nabla-part:not(.nabla-part--laid-out)");
  const part = [...waiting].find((each) => each.getElementsByTagName("*").length <= LARGEST);
  if (!part) return;
  later(() => {
    part.classList.add("nabla-part--laid-out");
    setTimeout(layOutNext, PAUSE);
  });
}
