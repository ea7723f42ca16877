/* Parts of a page that are not near are left aside while it loads. Once it is there they are laid out, one in each task:
   then the page has its true length, and whoever asks for its text or for a place on it is answered. */

import { onEachPage } from "./pages.mjs";

const WAITING = ".nabla-part:not(.nabla-part--laid-out)";
const LARGE = 2000; // elements; such a part comes last, and the rows of its table some at a time
const ROWS = 16;
const ROW_WAITS = "nabla-row--waits";

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
  const parts = [...document.querySelectorAll(WAITING)];
  const large = parts.filter(isLarge);
  const steps = [() => {}]; // what is shown already may have to be styled anew
  for (const part of parts) if (!isLarge(part)) steps.push(() => layOut(part));
  for (const part of large) steps.push(...stepsOfLarge(part));
  const next = () => {
    const step = steps.shift();
    if (!step) return;
    step();
    document.body.getBoundingClientRect(); // now, or the next frame would lay out several at once
    setTimeout(next);
  };
  setTimeout(next);
}

function layOut(part) {
  part.classList.add("nabla-part--laid-out");
}

/** The rows of a large part's tables are taken away while nobody sees it, and come back some at a time. */
function stepsOfLarge(part) {
  const rows = [...part.querySelectorAll("tbody > tr")];
  for (const row of rows) row.classList.add(ROW_WAITS);
  const steps = [() => layOut(part)];
  for (let first = 0; first < rows.length; first += ROWS) {
    steps.push(() => rows.slice(first, first + ROWS).forEach((row) => row.classList.remove(ROW_WAITS)));
  }
  return steps;
}
