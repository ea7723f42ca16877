/* What a reference leads to, shown beside it while the pointer or the focus is on it.
   It is taken from the page: from the formula itself, or from a template that the build put there. */

import { make, onEachPage } from "./pages.mjs";

const WAIT = 250; // milliseconds, so that a pointer that only passes by opens nothing
const EDGE = 8; // pixels that a preview keeps from the edge of the window

let shown = null; // { link, box }
let timer = 0;

export function startPreviews() {
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = reference(event.target);
    if (link) later(() => open(link));
    else if (shown?.box.contains(event.target)) clearTimeout(timer);
    else if (shown) later(close);
    else clearTimeout(timer);
  });
  document.addEventListener("focusin", ({ target }) => {
    const link = reference(target);
    if (link?.matches(":focus-visible")) open(link);
    else if (!shown?.box.contains(target)) close();
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close();
  });
  document.addEventListener("click", ({ target }) => {
    if (!shown?.box.contains(target)) close();
  });
  onEachPage(close);
}

function reference(node) {
  return node.closest?.("a.nabla-ref[href*='#']");
}

function later(action) {
  clearTimeout(timer);
  timer = setTimeout(action, WAIT);
}

function open(link) {
  clearTimeout(timer);
  if (!link.isConnected || shown?.link === link) return;
  close();
  const content = contentOf(decodeURIComponent(link.hash.slice(1)));
  if (!content) return;
  const box = make("div", { class: "nabla-preview md-typeset", role: "tooltip", id: "nabla-preview" }, content);
  document.body.append(box);
  place(box, link);
  link.setAttribute("aria-describedby", box.id);
  shown = { link, box };
}

function close() {
  clearTimeout(timer);
  shown?.link.removeAttribute("aria-describedby");
  shown?.box.remove();
  shown = null;
}

function contentOf(id) {
  const template = document.querySelector(`template[data-nabla-preview="${CSS.escape(id)}"]`);
  if (template) return template.content.cloneNode(true);
  const target = document.getElementById(id);
  if (!target) return null;
  const copy = target.cloneNode(true);
  for (const part of copy.querySelectorAll("details, script, button, .headerlink")) part.remove();
  for (const part of [copy, ...copy.querySelectorAll("[id]:not(svg *)")]) part.removeAttribute("id");
  for (const part of copy.querySelectorAll("[tabindex]")) part.removeAttribute("tabindex");
  return copy;
}

/** Above the reference if there is room, else below; never over the edge. */
function place(box, link) {
  const at = link.getClientRects()[0];
  const { width, height } = box.getBoundingClientRect();
  const above = at.top - height - EDGE;
  const left = Math.min(Math.max(at.left - EDGE, EDGE), innerWidth - width - EDGE);
  const top = above >= EDGE ? above : at.bottom + EDGE;
  box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}
