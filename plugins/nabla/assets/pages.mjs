/* One page is shown first; under instant navigation others take its place without a load. */

/** Call back for the page that is shown and for each that takes its place. */
export function onEachPage(callback) {
  if (window.document$ && location.protocol !== "file:") window.document$.subscribe(callback); // says nothing on a disk
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", callback);
  else callback();
}

/** Make an element: its name, its attributes, what it holds. */
export function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
