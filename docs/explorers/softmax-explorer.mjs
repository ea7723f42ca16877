/** <softmax-explorer>: logits to probabilities, the cross-entropy of a target, and the gradient p - y. */

import { CLASSES, DEFAULTS, crossEntropy, descended, gradient, jacobian, margin, predicted, softmax } from "./softmax.mjs";
import { bracketed, decimals } from "./numbers.mjs";
import { Explorer, FOOT, indexed, say } from "./explorer.mjs";

const FIELDS = [
  ...CLASSES.map((name, i) => ({
    name: `z${i + 1}`, label: indexed("z", i + 1), said: `logit of ${name}`, colour: 3,
    min: -5, max: 5, step: 0.05, value: DEFAULTS.z[i],
  })),
  { name: "target", min: 0, max: 2, value: DEFAULTS.target },
  { name: "rate", label: "<mi>\u03b7</mi>", said: "step size", colour: 4, min: 0.05, max: 2, step: 0.05, value: DEFAULTS.rate },
];

const P = "<mi>\ud835\udc29</mi>";
const Y = "<mi>\ud835\udc32</mi>";
const Z = "<mi>\ud835\udc33</mi>";

class SoftmaxExplorer extends Explorer {
  fields = FIELDS;

  view() {
    const rows = CLASSES.map((name, i) => `
      <tr data-row="${i}"><th scope="row">${name}</th><td data-cell="p"></td><td class="explorer-bar"><i></i></td><td data-cell="y"></td><td data-cell="g"></td><td class="explorer-signed"><i></i></td></tr>`);
    const targets = CLASSES.map((name, i) => `<button type="button" data-target="${i}">${name}</button>`);
    return `
      <p class="explorer-question">Before you move anything: the target is a class that the network finds unlikely. If you raise one logit, what happens to the other two probabilities? And which entries of the gradient are negative?</p>
      <div class="explorer-controls">${this.sliders("z1", "z2", "z3")}</div>
      <div class="explorer-modes" role="group" aria-label="Target class"><span>Target</span>${targets.join("")}</div>
      <div class="explorer-scroll" tabindex="0" role="group" aria-label="Probabilities and gradient"><table class="explorer-table">
        <thead><tr><th scope="col">Class</th><th scope="col"><math>${P}</math></th><td></td><th scope="col"><math>${Y}</math></th><th scope="col"><math>${P}<mo>\u2212</mo>${Y}</math></th><td></td></tr></thead>
        <tbody>${rows.join("")}</tbody></table></div>
      <dl class="explorer-numbers" data-out="numbers"></dl>
      <div class="explorer-reading"><p data-out="sign"></p></div>
      <div class="explorer-scroll" tabindex="0" role="group" aria-label="Jacobian of softmax"><table class="explorer-table explorer-heat" data-out="jacobian"></table></div>
      <div class="explorer-reading"><p>Each row adds up to zero because adding the same number to all logits changes nothing; each column because the probabilities keep adding up to one.</p></div>
      <div class="explorer-controls">${this.sliders("rate")}<div class="explorer-actions"><button type="button" data-descend>Take one step</button></div></div>
      <div class="explorer-reading"><p data-out="step"></p></div>
      ${FOOT}`;
  }

  press(button) {
    if (button.dataset.target) this.set({ target: Number(button.dataset.target) });
    else {
      const z = descended(logits(this.state), this.state.target, this.state.rate);
      this.set(Object.fromEntries(z.map((value, i) => [`z${i + 1}`, Math.max(-5, Math.min(5, value))])));
    }
  }

  show(state) {
    const { target, rate } = state;
    const z = logits(state);
    const [p, slope] = [softmax(z), gradient(z, target)];
    for (const button of this.querySelectorAll("[data-target]")) button.setAttribute("aria-pressed", Number(button.dataset.target) === target);
    p.forEach((value, i) => this.#row(i, value, slope[i], i === target));
    const shown = { loss: decimals(crossEntropy(z, target)), predicted: CLASSES[predicted(z)], "p(target)": decimals(p[target]), margin: decimals(margin(z)) };
    this.write("numbers", Object.entries(shown).map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join(""));
    this.write("sign", reading(slope, target));
    const J = jacobian(z);
    this.write("jacobian", table(J));
    this.querySelectorAll("[data-entry]").forEach((cell, k) => heat(cell, J[Math.floor(k / 3)][k % 3]));
    const next = descended(z, target, rate);
    this.write("step", `<math>${Z}<mo>\u2190</mo>${Z}<mo>\u2212</mo><mi>\u03b7</mi><mo stretchy="false">(</mo>${P}<mo>\u2212</mo>${Y}<mo stretchy="false">)</mo></math> would make the logits ${bracketed(next)} and the loss <strong>${decimals(crossEntropy(next, target))}</strong>.`);
  }

  #row(i, p, slope, isTarget) {
    const row = this.$(`[data-row="${i}"]`);
    const cell = (name, text) => say(row.querySelector(`[data-cell="${name}"]`), text);
    cell("p", decimals(p));
    cell("y", isTarget ? "1" : "0");
    cell("g", decimals(slope));
    row.classList.toggle("explorer-target", isTarget);
    row.querySelector(".explorer-bar > i").style.width = `${(100 * p).toFixed(1)}%`;
    const bar = row.querySelector(".explorer-signed > i");
    bar.style.width = `${(50 * Math.abs(slope)).toFixed(1)}%`;
    bar.style.marginLeft = `${(slope < 0 ? 50 + 50 * slope : 50).toFixed(1)}%`;
    bar.classList.toggle("explorer-below", slope < 0);
  }

  summary(state) {
    const z = logits(state);
    return `Probabilities ${bracketed(softmax(z))}, loss ${decimals(crossEntropy(z, state.target))}, gradient ${bracketed(gradient(z, state.target))}.`;
  }
}

function logits({ z1, z2, z3 }) {
  return [z1, z2, z3];
}

function reading(slope, target) {
  const name = CLASSES[target];
  if (Math.abs(slope[target]) < 5e-4) return `Nearly all probability is with ${name} already; the gradient is almost zero.`;
  const strongest = slope.indexOf(Math.max(...slope));
  return `Read the signs: a step against the gradient raises the logit of ${name} and lowers the others, that of ${CLASSES[strongest]} most. (So it is when the logits themselves are learnt; behind shared weights a single one may move the other way.)`;
}

/** Colour a cell by its sign and, less than proportionally so that small entries show, its size. */
function heat(cell, entry) {
  cell.style.setProperty("--heat", `${(90 * Math.sqrt(Math.abs(entry))).toFixed(0)}%`);
  cell.className = entry < 0 ? "explorer-below" : "explorer-above";
}

function table(J) {
  const head = CLASSES.map((_, j) => `<th scope="col"><math><msub><mi>z</mi><mn>${j + 1}</mn></msub></math></th>`).join("");
  const rows = J.map((row, i) => {
    const cells = row.map((entry) => `<td data-entry>${decimals(entry)}</td>`);
    const total = row.reduce((sum, entry) => sum + entry, 0);
    return `<tr><th scope="row"><math><msub><mi>p</mi><mn>${i + 1}</mn></msub></math></th>${cells.join("")}<td class="explorer-sum">${decimals(total)}</td></tr>`;
  });
  return `<caption>Jacobian <math><mi>diag</mi><mo>\u2061</mo><mo stretchy="false">(</mo>${P}<mo stretchy="false">)</mo><mo>\u2212</mo>${P}<msup>${P}<mi>\u22a4</mi></msup></math>, symmetric, so the same in both layouts</caption>
    <thead><tr><td></td>${head}<th scope="col">row sum</th></tr></thead><tbody>${rows.join("")}</tbody>`;
}

customElements.define("softmax-explorer", SoftmaxExplorer);
