/** What the explorers share: values that sliders and handles change, one drawing a frame, an address to share. */

import { decimals } from "./numbers.mjs";

const TEXTS = /(?<=>|^)[^<]+/g;

/**
 * A field: `{ name, label, said, min, max, step, value, places }`. `label` is MathML, `said` its spoken name;
 * a field without `label` has no slider. The values of all fields are the state, and the address holds it.
 */
export class Explorer extends HTMLElement {
  #ending;
  #frame = 0;
  #saying = 0;
  #said = "";
  #written = new Map();

  connectedCallback() {
    this.#ending = new AbortController();
    this.state = this.#fromAddress();
    this.innerHTML = this.view();
    this.#written.clear();
    this.#said = "";
    this.listen(this, "input", ({ target }) => this.#slid(target));
    this.listen(this, "change", () => this.keep());
    this.listen(this, "click", ({ target }) => this.#clicked(target.closest("button")));
    this.listen(document, "nabla:layout", () => this.draw());
    this.begin?.();
    this.#render();
  }

  disconnectedCallback() {
    this.#ending.abort();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#saying);
    this.#frame = 0;
  }

  listen(target, type, act) {
    target.addEventListener(type, act, { signal: this.#ending.signal });
  }

  $(selector) {
    return this.querySelector(selector);
  }

  /** Write into the part of that name. Where only texts differ from before, only they are changed: that is quick. */
  write(name, markup) {
    if (!this.isNew(name, markup)) return;
    const element = this.$(`[data-out="${name}"]`);
    const texts = markup.match(TEXTS) ?? [];
    const known = !this.isNew(`<${name}`, markup.replace(TEXTS, "_")) && textNodes(element);
    if (known && known.length === texts.length) known.forEach((node, i) => say(node, texts[i]));
    else element.innerHTML = markup;
  }

  /** Whether a part of that name was something else when it was last drawn. */
  isNew(key, value) {
    if (this.#written.get(key) === value) return false;
    this.#written.set(key, value);
    return true;
  }

  /** Aborts when the element leaves the page. */
  get ending() {
    return this.#ending.signal;
  }

  get turned() {
    return document.documentElement.dataset.nablaLayout === "denominator";
  }

  /** The rows and columns of a Jacobian as the reader's layout has them. */
  laid(matrix) {
    return this.turned ? matrix[0].map((_, j) => matrix.map((row) => row[j])) : matrix;
  }

  /** Change some values, and draw with the next frame. */
  set(changes) {
    Object.assign(this.state, changes);
    this.draw();
  }

  draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #render() {
    for (const field of this.fields) this.#place(field);
    this.show(this.state);
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => this.#speak(), 400);
  }

  #place({ name, label, places = 2 }) {
    if (!label || !this.isNew(`=${name}`, this.state[name])) return;
    const input = this.$(`input[name="${name}"]`);
    const text = this.spoken?.(name) ?? decimals(this.state[name], places);
    if (Number(input.value) !== this.state[name]) input.value = this.state[name];
    input.setAttribute("aria-valuetext", text);
    say(input.nextElementSibling, text);
  }

  /** Tell a screen reader once the reader rests, not at each step. */
  #speak() {
    const text = this.summary(this.state);
    if (text !== this.#said && this.#said) this.$("[role=status]").textContent = text;
    this.#said = text;
  }

  #slid(input) {
    if (input.name) this.set({ [input.name]: Number(input.value) });
  }

  #clicked(button) {
    if (!button) return;
    if ("reset" in button.dataset) this.set(this.#first());
    else this.press(button);
    this.keep();
  }

  /** Let a handle follow the pointer; `move` gets the place in the units of the picture. */
  drag(handle, move) {
    const picture = handle.ownerSVGElement;
    const { signal } = this.#ending;
    // A finger on a handle does not scroll the page; inside a picture, the style sheet's word for it is not heard everywhere.
    handle.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false, signal });
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      this.dragging = true;
    }, { signal });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const box = picture.getBoundingClientRect();
      const { width, height } = picture.viewBox.baseVal;
      move([((event.clientX - box.left) * width) / box.width, ((event.clientY - box.top) * height) / box.height]);
    }, { signal });
    handle.addEventListener("lostpointercapture", () => {
      this.dragging = false;
      this.draw();
      this.keep();
    }, { signal });
  }

  get #key() {
    return this.id || this.localName.replace("-explorer", "");
  }

  #first() {
    return Object.fromEntries(this.fields.map(({ name, value }) => [name, value]));
  }

  #fromAddress() {
    const values = this.#first();
    const given = new URLSearchParams(location.search).get(this.#key)?.split("_") ?? [];
    if (given.length !== this.fields.length) return values;
    this.fields.forEach(({ name, min, max }, i) => {
      const value = Number(given[i]);
      if (given[i] !== "" && value >= min && value <= max) values[name] = value;
    });
    return values;
  }

  /** Write the state into the address; the first state leaves no trace. */
  keep() {
    const address = new URL(location.href);
    const changed = this.fields.some(({ name, value }) => this.state[name] !== value);
    const text = this.fields.map(({ name }) => Number(this.state[name].toFixed(6))).join("_");
    if (changed) address.searchParams.set(this.#key, text);
    else address.searchParams.delete(this.#key);
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  }

  sliders(...names) {
    return names.map((name) => slider(this.fields.find((field) => field.name === name))).join("");
  }
}

function textNodes(element) {
  const found = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

/** Set a text only where it changes, in the node that is there: a new one makes the browser look at more of the page. */
export function say(node, text) {
  const held = node.firstChild ?? node;
  if (held.nodeType === Node.TEXT_NODE) {
    if (held.data !== text) held.data = text;
  } else node.textContent = text;
}

function slider({ name, label, said, min, max, step, colour = 1 }) {
  return `<label class="explorer-slider explorer-hue${colour}"><math>${label}</math>
    <input type="range" name="${name}" min="${min}" max="${max}" step="${step}" aria-label="${said}"><span aria-hidden="true"></span></label>`;
}

export const FOOT = `<div class="explorer-foot"><button type="button" data-reset>Start again</button>
  <p class="nabla-spoken" role="status"></p></div>`;

/** A function and its argument, with the small space that the browser leaves out. */
export const APPLIED = '<mo>\u2061</mo><mspace width="0.17em"/>';

export function snapped(value, step = 0.05, limit = 2.5) {
  return Number((Math.round(Math.max(-limit, Math.min(limit, value)) / step) * step).toFixed(2));
}

export function indexed(letter, index) {
  return `<msub><mi>${letter}</mi><mn>${index}</mn></msub>`;
}

/** `hue(i, j)` says in which colour of the picture an entry stands. */
export function matrix(rows, places = 2, hue = null) {
  const cell = (entry, i, j) => `<mtd${hue ? ` class="explorer-ink${hue(i, j)}"` : ""}>${number(entry, places)}</mtd>`;
  const cells = rows.map((row, i) => `<mtr>${row.map((entry, j) => cell(entry, i, j)).join("")}</mtr>`);
  return `<mrow><mo>[</mo><mtable>${cells.join("")}</mtable><mo>]</mo></mrow>`;
}

export function number(value, places = 2) {
  const text = decimals(value, places);
  return text.startsWith("\u2212") ? `<mrow><mo form="prefix">\u2212</mo><mn>${text.slice(1)}</mn></mrow>` : `<mn>${text}</mn>`;
}

export function polyline(points) {
  return points.map(([across, down], i) => `${i ? "L" : "M"}${across.toFixed(1)} ${down.toFixed(1)}`).join("");
}

/** An arrow in the picture's units; one that is too short for a head has none. */
export function arrow(start, end, head = 9) {
  const [across, down] = [end[0] - start[0], end[1] - start[1]];
  const length = Math.hypot(across, down);
  if (length < 1e-3) return "";
  const size = Math.min(head, length / 2) / length;
  const wing = (side) => [end[0] - size * (across - side * 0.45 * down), end[1] - size * (down + side * 0.45 * across)];
  return polyline([start, end]) + polyline([wing(1), end, wing(-1)]);
}
