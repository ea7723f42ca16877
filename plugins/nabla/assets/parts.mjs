/* Parts of a page that are not near are left aside while it loads. Once it is there they are laid out, one in each task:
   then the page has its true length, and whoever asks for its text or for a place on it is answered. */

import { onEachPage } from "./pages.mjs";

const WAITING = ".nabla-part:not(.nabla-part--laid-out)";
const LARGE = 2000; // elements; such a part comes last, because nothing else is done while it is laid out

export function startParts() {
  onEachPage(() => {
    layOutBefore(document.getElementById(decodeURIComponent(location.hash.slice(1))));
    if (document.readyState === "complete") layOutRest();
    else addEventListener("load", layOutRest, { once: true });
  });
}

/** Who comes for something on the page has it where it will stay. */
function layOutBefore(target) {
  if (!target) return;
  for (const part of document.querySelectorAll(WAITING)) {
    if (part.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING) layOut(part);
  }
  target.scrollIntoView();
}

function layOutRest() {
  const isLarge = (part) => part.getElementsByTagName("*").length > LARGE;
  const waiting = [...document.querySelectorAll(WAITING)].sort((one, other) => isLarge(one) - isLarge(other));
  const next = () => {
    const part = waiting.shift();
    if (!part) return;
    layOut(part);
    part.getBoundingClientRect(); // now, or the next frame would lay out several at once
    setTimeout(next);
  };
  setTimeout(next);
}

function layOut(part) {
  part.classList.add("nabla-part--laid-out");
}
