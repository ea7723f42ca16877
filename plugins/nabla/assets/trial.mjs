/** <nabla-trial>: both sides of a claim at numbers that the reader chooses. */

import { draw, holds, isInside, orthonormal, parsePoint, parseSizes, sizeOf } from "./evaluator/samples.mjs";
import { ClaimError } from "./evaluator/parse.mjs";
import { build, transposed } from "./evaluator/matrices.mjs";
import { evaluate } from "./evaluator/evaluate.mjs";
import { make } from "./pages.mjs";
import { mathml } from "./evaluator/mathml.mjs";
import { parseScope } from "./evaluator/block.mjs";
import { readExpression } from "./evaluator/claim.mjs";
import { STYLE } from "./trial-style.mjs";

const LARGEST = 4;

class NablaTrial extends HTMLElement {
  #ending;

  connectedCallback() {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    this.claim = JSON.parse(this.dataset.claim);
    this.scope = parseScope(this.claim.declarations);
    this.numbers = make("div", { class: "nabla-trial__numbers" });
    this.sides = make("div", { class: "nabla-trial__sides", role: "group", "aria-label": "Both sides", tabindex: "0" });
    this.said = make("p", { role: "status" });
    const buttons = make("div", { class: "nabla-exercise__buttons" }, button("New numbers", "draw"), button("Start again", "first"));
    this.replaceChildren(make("style", {}, STYLE), this.numbers, this.sides, this.said, buttons);
    this.addEventListener("input", ({ target }) => this.#typed(target), { signal });
    this.addEventListener("click", ({ target }) => this.#pressed(target.value), { signal });
    document.addEventListener("nabla:layout", () => this.#compare(), { signal });
    this.#begin();
  }

  disconnectedCallback() {
    this.#ending.abort();
  }

  /** Begin where the build has checked the claim; maps and what was not written out are drawn. */
  #begin() {
    const given = parseSizes(this.claim.sizes);
    this.sizes = Object.fromEntries(this.scope.sizes.map((letter, i) => [letter, Math.min(given[letter] ?? 2 + (i % 2), LARGEST + 1)]));
    this.point = draw(this.scope, this.sizes) ?? { sizes: this.sizes, values: {}, functions: {} };
    for (const [name, value] of Object.entries(parsePoint(this.claim.point))) {
      const variable = this.scope.variables[name];
      if (variable) this.point.values[name] = variable.kind === "orthogonal" ? orthonormal(value) : value;
    }
    this.#lay();
  }

  #pressed(value) {
    if (value === "first") this.#begin();
    if (value === "draw") this.#draw();
  }

  #draw() {
    const found = draw(this.scope, this.sizes, this.claim.condition);
    if (found) this.point = found;
    this.#lay();
  }

  #typed(input) {
    if (input.dataset.size) {
      const size = Math.round(Number(input.value));
      if (!(size >= 1 && size <= LARGEST)) return;
      this.sizes[input.dataset.size] = size;
      this.#draw();
      this.querySelector(`[data-size="${input.dataset.size}"]`)?.focus();
      return;
    }
    const number = Number(input.value);
    if (input.value.trim() === "" || !Number.isFinite(number)) return;
    this.point.values[input.dataset.name].entries[Number(input.dataset.entry)] = number;
    this.#compare();
  }

  #lay() {
    const sizes = this.scope.sizes.map((letter) => field(letter, [1, 1], [this.sizes[letter]], (input) => {
      input.dataset.size = letter;
      input.min = 1;
      input.max = LARGEST;
    }));
    const values = Object.entries(this.scope.variables).filter(([, { map }]) => !map).map(([name, variable]) => {
      const shape = sizeOf(variable, this.sizes);
      return field(name, shape, this.point.values[name].entries, (input, k) => {
        input.dataset.name = name;
        input.dataset.entry = k;
        input.step = "any";
      });
    });
    this.numbers.replaceChildren(...sizes, ...values);
    this.#compare();
  }

  #compare() {
    try {
      const [left, right] = [this.claim.left, this.claim.right].map((text) => readExpression(text, this.scope).node);
      const values = [left, right].map((node) => evaluate(node, this.scope, this.point));
      const turned = this.claim.turned && document.documentElement.dataset.nablaLayout === "denominator";
      this.sides.innerHTML = [left, right].map((node, i) => `<math display="block">${mathml(node, this.scope)}<mo>=</mo>${matrix(turned ? transposed(values[i]) : values[i])}</math>`).join("");
      this.said.textContent = this.#verdict(...values);
    } catch (error) {
      if (!(error instanceof ClaimError || error instanceof RangeError)) throw error;
      this.said.textContent = error.message;
    }
  }

  #verdict(left, right) {
    const outside = Object.entries(this.scope.variables).find(([name, variable]) => !variable.map && !isInside(this.point.values[name], variable));
    if (outside) return `${outside[0]} is outside its domain, where nothing is claimed.`;
    if (!holds(this.claim.condition, this.scope, this.point)) return `Nothing is claimed here: it is claimed where ${this.claim.condition}.`;
    const [a, b] = [left, right].map(({ rows, columns, entries }) => (entries.length === 1 ? null : `${rows}\u00d7${columns}`));
    if (a && b && a !== b) return `The shapes differ: ${a} and ${b}.`;
    const longer = left.entries.length > right.entries.length ? left : right;
    const at = (side, k) => side.entries[side.entries.length === 1 ? 0 : k];
    const gap = Math.max(...longer.entries.map((_, k) => Math.abs(at(left, k) - at(right, k))));
    if (Number.isNaN(gap)) return "A side is no number here.";
    const size = Math.max(1e-300, ...left.entries.map(Math.abs), ...right.entries.map(Math.abs));
    if (gap === 0) return "Both sides are equal to the last digit.";
    return gap <= 1e-9 * size ? `Both sides agree; the difference of ${power(gap)} is rounding.` : `The sides differ by up to ${plain(gap)}.`;
  }
}

function button(text, value) {
  return make("button", { type: "button", value }, text);
}

/** Inputs for the entries of a value, in its rows and columns. */
function field(name, [rows, columns], entries, furnish) {
  const grid = make("span", { class: "nabla-trial__grid", style: `grid-template-columns: repeat(${columns}, minmax(2.4em, 4.6em))` });
  entries.forEach((entry, k) => {
    const place = rows * columns === 1 ? "" : columns === 1 ? `, entry ${k + 1}` : `, row ${Math.floor(k / columns) + 1}, column ${(k % columns) + 1}`;
    const input = make("input", { type: "number", value: String(Number(entry.toFixed(6))), "aria-label": `${name}${place}` });
    furnish(input, k);
    grid.append(input);
  });
  return make("div", { class: "nabla-trial__field", role: "group", "aria-label": name }, make("span", { "aria-hidden": "true" }, `${name} =`), grid);
}

function plain(value) {
  const text = String(Number(value.toPrecision(5)));
  return Number(text) === 0 ? "0" : text.replace("-", "\u2212");
}

function power(value) {
  return value.toExponential(0).replace("e-", "\u00b710^\u2212");
}

function matrix(a) {
  const cell = (entry) => (entry < 0 && plain(entry) !== "0" ? `<mrow><mo form="prefix">\u2212</mo><mn>${plain(-entry)}</mn></mrow>` : `<mn>${plain(entry)}</mn>`);
  if (a.entries.length === 1) return cell(a.entries[0]);
  const rows = build(a.rows, 1, (i) => `<mtr>${a.entries.slice(i * a.columns, (i + 1) * a.columns).map((entry) => `<mtd>${cell(entry)}</mtd>`).join("")}</mtr>`);
  return `<mrow><mo>[</mo><mtable>${rows.entries.join("")}</mtable><mo>]</mo></mrow>`;
}

customElements.define("nabla-trial", NablaTrial);
