/** <backprop-explorer>: a network of two sigmoid units, its values forward and its gradient back in four steps. */

import { DEFAULTS, SATURATED, backward, forward, parameterGradients, steps, stronger } from "./backprop.mjs";
import { bracketed, decimals } from "./numbers.mjs";
import { Explorer, FOOT, arrow, indexed, matrix, polyline, say } from "./explorer.mjs";

const SUB = ["\u2081", "\u2082"];
const STATIONS = ["x", "z", "a", "\u0177", "L"];
const HEAVY = (letter) => `<tspan class="explorer-bold">${letter}</tspan>`;
const FORWARD = [
  `${HEAVY("W")}\u2081${HEAVY("x")} + ${HEAVY("b")}\u2081`, `\u03c3(${HEAVY("z")})`,
  `${HEAVY("w")}\u2082\u1d40${HEAVY("a")} + b\u2082`, "\u00bd(\u0177 \u2212 y)\u00b2",
];
const [OPEN, CLOSE] = ["(", ")"].map((bracket) => `<mo stretchy="false">${bracket}</mo>`);
const HAT = '<mover accent="true"><mi>y</mi><mo stretchy="false">\u02c6</mo></mover>';
const BOLD = { x: "\ud835\udc31", z: "\ud835\udc33", a: "\ud835\udc1a" };
const SPACE = '<mspace width="0.17em"/>';
const SLOPE = '<msup><mi>\u03c3</mi><mo>\u2032</mo></msup>';

function field(name, label, said, value, colour) {
  return { name, label, said, value, colour, min: -2, max: 2, step: 0.05 };
}

const FIELDS = [
  { name: "step", min: 1, max: 4, value: 1 },
  ...[0, 1].map((i) => field(`x${i + 1}`, indexed("x", i + 1), `input ${i + 1}`, DEFAULTS.x[i], 3)),
  field("y", "<mi>y</mi>", "target", DEFAULTS.y, 3),
  ...[0, 1, 2, 3].map((k) => {
    const [i, j] = [k >> 1, k & 1];
    return field(`W${i + 1}${j + 1}`, `<msub><mi>W</mi><mrow><mn>1</mn><mo>,</mo><mn>${i + 1}${j + 1}</mn></mrow></msub>`, `first weights, row ${i + 1}, column ${j + 1}`, DEFAULTS.W1[i][j]);
  }),
  ...[0, 1].map((i) => field(`b${i + 1}`, `<msub><mi>b</mi><mrow><mn>1</mn><mo>,</mo><mn>${i + 1}</mn></mrow></msub>`, `first bias ${i + 1}`, DEFAULTS.b1[i])),
  ...[0, 1].map((i) => field(`w${i + 1}`, `<msub><mi>w</mi><mrow><mn>2</mn><mo>,</mo><mn>${i + 1}</mn></mrow></msub>`, `second weight ${i + 1}`, DEFAULTS.w2[i])),
  field("c", indexed("b", 2), "second bias", DEFAULTS.b2),
];

const NARROW = 480;

const EXPLAINED = [
  "The way back starts where the loss was made. Half the square of the error has the error as its slope.",
  "The output is a weighted sum of the two units, so its Jacobian is the row of the weights.",
  "Each unit looks at its own sum only. Its Jacobian is diagonal, with the slopes of the sigmoid.",
  "The sums are made by the first weights, and that matrix takes the gradient to the inputs.",
];

function network({ x1, x2, y, W11, W12, W21, W22, b1, b2, w1, w2, c }) {
  return { x: [x1, x2], y, W1: [[W11, W12], [W21, W22]], b1: [b1, b2], w2: [w1, w2], b2: c };
}

/** Where a unit of a station stands, left to right on a wide page, top to bottom on a narrow one. */
function position(narrow, station, unit, count) {
  const along = narrow ? 45 + 118 * station : 50 + 136 * station;
  const across = count === 1 ? 0 : unit ? 62 : -62;
  return narrow ? [170 + across, along] : [along, 122 + across];
}

class BackpropExplorer extends Explorer {
  fields = FIELDS;
  #narrow;

  view() {
    const buttons = [1, 2, 3, 4].map((k) => `<button type="button" data-step="${k}">${k}: ${STATIONS[5 - k]} \u2192 ${STATIONS[4 - k]}</button>`);
    return `
      <p class="explorer-question">Before you step back: which of the two inputs does the loss answer to more? Follow the weights, make a guess, then take the four steps.</p>
      <div data-out="picture"></div>
      <dl class="explorer-numbers" data-out="numbers"></dl>
      <div class="explorer-modes" role="group" aria-label="Backward step">${buttons.join("")}</div>
      <div class="explorer-reading"><p data-out="explained"></p>
        <div class="explorer-scroll" tabindex="0" role="group" aria-label="The step in numbers"><table class="explorer-table" data-out="step"></table></div>
        <p data-out="collapsed"></p><p data-out="said"></p></div>
      <div class="explorer-controls">${this.sliders("x1", "x2", "y")}</div>
      <details class="nabla-source"><summary>The nine parameters, and the gradients by them</summary>
        <div class="explorer-controls">${this.sliders(...FIELDS.slice(4).map(({ name }) => name))}</div>
        <div class="explorer-reading"><p data-out="parameters"></p></div></details>
      ${FOOT}`;
  }

  begin() {
    this.#build(this.clientWidth < NARROW);
    const measure = new ResizeObserver(([{ contentRect }]) => {
      const narrow = contentRect.width < NARROW;
      if (narrow !== this.#narrow) {
        this.#build(narrow);
        this.draw();
      }
    });
    measure.observe(this);
    this.ending.addEventListener("abort", () => measure.disconnect());
  }

  press(button) {
    this.set({ step: Number(button.dataset.step) });
  }

  show(state) {
    const net = network(state);
    const there = forward(net);
    const back = backward(net, there);
    for (const button of this.querySelectorAll("[data-step]")) button.setAttribute("aria-pressed", Number(button.dataset.step) === state.step);
    this.#draw(net, there, back, state.step);
    const shown = { "\u0177": there.output, target: net.y, loss: there.loss, "\u2016\u2207\u2093L\u2016": back.length };
    this.write("numbers", Object.entries(shown).map(([name, value]) => `<div><dt>${name}</dt><dd>${decimals(value)}</dd></div>`).join(""));
    this.write("explained", EXPLAINED[state.step - 1]);
    this.write("step", this.#table(steps(net)[state.step - 1], state.step));
    this.write("collapsed", this.#collapsed(back));
    this.write("said", `<math>${SLOPE}${OPEN}<mi>${BOLD.z}</mi>${CLOSE}<mo>=</mo><mtext>${bracketed(there.slopes)}</mtext></math>: ${saturation(there.slopes)} ${pull(back)}`);
    this.write("parameters", this.#parameters(parameterGradients(net)));
  }

  #draw(net, there, back, step) {
    const values = [net.x, there.z, there.a, [there.output], [there.loss]];
    const gradients = [back.x, back.z, back.a, [back.output], [1]];
    values.forEach((station, s) => station.forEach((value, u) => {
      const node = this.$(`[data-node="${s}${u}"]`);
      say(node.querySelector("[data-value]"), decimals(value));
      say(node.querySelector("[data-gradient]"), 4 - s <= step ? `\u2202 ${s === 4 ? "1" : decimals(gradients[s][u])}` : "\u2190");
      node.classList.toggle("explorer-reached", 4 - s <= step);
    }));
    const weights = [net.W1, [[there.slopes[0], 0], [0, there.slopes[1]]], [net.w2], [[1]]];
    weights.forEach((rows, s) => rows.forEach((row, i) => row.forEach((weight, j) => {
      const edge = this.$(`[data-edge="${s}${j}${i}"]`);
      edge?.setAttribute("stroke-width", (0.7 + 2 * Math.min(2, Math.abs(weight) * (s === 1 ? 4 : 1))).toFixed(2));
      edge?.classList.toggle("explorer-negative", weight < 0);
    })));
    for (const mark of this.querySelectorAll("[data-back]")) mark.classList.toggle("explorer-current", Number(mark.dataset.back) === step);
  }

  #build(narrow) {
    this.#narrow = narrow;
    const counts = [2, 2, 2, 1, 1];
    const place = (s, u) => position(narrow, s, u, counts[s]);
    let edges = "";
    let marks = "";
    for (let s = 0; s < 4; s += 1) {
      for (let u = 0; u < counts[s]; u += 1) for (let v = 0; v < counts[s + 1]; v += 1) {
        if (s === 1 && u !== v) continue;
        const ends = trimmed(place(s, u), place(s + 1, v), 29);
        edges += `<path class="explorer-edge" data-edge="${s}${u}${v}" d="${polyline(ends)}"/>`;
        marks += `<path class="explorer-back" data-back="${4 - s}" d="${arrow(ends[1], ends[0], 10)}"/>`;
      }
    }
    const names = FORWARD.map((text, s) => {
      const [a, b] = [position(narrow, s, 0, 1), position(narrow, s + 1, 0, 1)];
      const at = narrow ? [8, (a[1] + b[1]) / 2 + 5] : [(a[0] + b[0]) / 2, 14];
      return `<text class="explorer-map" x="${at[0]}" y="${at[1]}" text-anchor="${narrow ? "start" : "middle"}">${text}</text>`;
    });
    const nodes = counts.flatMap((count, s) => Array.from({ length: count }, (_, u) => {
      const [x, y] = place(s, u);
      const side = count > 1 && u === 0 ? -34 : 34;
      return `<g data-node="${s}${u}" transform="translate(${x} ${y})"><circle r="27"/><text class="explorer-name${s ? "" : " explorer-given"}" y="-7">${STATIONS[s]}${count > 1 ? SUB[u] : ""}</text><text data-value y="11"></text><text data-gradient ${narrow ? `x="${side}" y="5" style="text-anchor:${side < 0 ? "end" : "start"}"` : 'y="44"'}></text></g>`;
    }));
    const box = narrow ? "0 0 340 570" : "0 0 644 240";
    this.write("picture", `<svg class="explorer-network" viewBox="${box}" role="img" aria-label="The network: two inputs, two sums, two units, one output, the loss. The numbers are in the table and the text below.">${edges}${marks}${names.join("")}${nodes.join("")}</svg>`);
  }

  #table({ from, to, local, incoming, outgoing }, step) {
    const wide = (values) => this.laid([values]);
    const rows = [
      [`local map ${quotient(from, to)}`, this.laid(local)],
      [`incoming ${quotient("L", from)}`, wide(incoming)],
      [`outgoing ${quotient("L", to)}`, wide(outgoing)],
    ];
    const cells = rows.map(([name, value]) => `<tr><th scope="row">${name}</th><td><math>${matrix(value, 3)}</math></td><td>${value.length}\u00d7${value[0].length}</td></tr>`);
    const order = this.turned ? "outgoing = local map times incoming" : "outgoing = incoming times local map";
    return `<caption>Step ${step}: ${order}</caption><thead><tr><th scope="col">What</th><th scope="col">Value</th><th scope="col">Shape</th></tr></thead><tbody>${cells.join("")}</tbody>`;
  }

  #collapsed(back) {
    const error = `${OPEN}${HAT}<mo>\u2212</mo><mi>y</mi>${CLOSE}`;
    const slopes = `<mi>diag</mi><mo>\u2061</mo>${OPEN}${SLOPE}${OPEN}<mi>${BOLD.z}</mi>${CLOSE}${CLOSE}`;
    const weights = "<msub><mi>\ud835\udc30</mi><mn>2</mn></msub>";
    const product = this.turned
      ? `<msubsup><mi>\ud835\udc16</mi><mn>1</mn><mi>\u22a4</mi></msubsup>${SPACE}${slopes}${weights}${error}`
      : `${error}<msubsup><mi>\ud835\udc30</mi><mn>2</mn><mi>\u22a4</mi></msubsup>${SPACE}${slopes}${indexed("\ud835\udc16", 1)}`;
    return `All four together: <math>${fraction("L", "x")}<mo>=</mo>${product}<mo>=</mo>${matrix(this.laid([back.x]), 3)}</math>`;
  }

  #parameters({ W1, b1, w2, b2 }) {
    const said = (name, value) => `<math><mfrac><mrow><mi>\u2202</mi><mi>L</mi></mrow><mrow><mi>\u2202</mi>${name}</mrow></mfrac><mo>:</mo>${value}</math>`;
    const flat = (values) => matrix(values.map((value) => [value]), 3);
    return `In the shape of each parameter: ${[
      said(indexed("\ud835\udc16", 1), matrix(W1, 3)), said("<msub><mi>\ud835\udc1b</mi><mn>1</mn></msub>", flat(b1)),
      said("<msub><mi>\ud835\udc30</mi><mn>2</mn></msub>", flat(w2)), said(indexed("b", 2), `<mn>${decimals(b2)}</mn>`),
    ].join(" \u2003")}`;
  }

  summary(state) {
    const net = network(state);
    const { outgoing, to } = steps(net)[state.step - 1];
    return `Loss ${decimals(forward(net).loss)}. Step ${state.step}: the gradient at ${to} is ${bracketed(outgoing)}.`;
  }
}

function trimmed(start, end, radius) {
  const [across, down] = [end[0] - start[0], end[1] - start[1]];
  const part = radius / Math.hypot(across, down);
  const shift = ([x, y], sign) => [x + sign * part * across, y + sign * part * down];
  return [shift(start, 1), shift(end, -1)];
}

function symbol(name) {
  return name === "\u0177" ? HAT : `<mi>${BOLD[name] ?? name}</mi>`;
}

function fraction(above, below) {
  return `<mfrac><mrow><mi>\u2202</mi>${symbol(above)}</mrow><mrow><mi>\u2202</mi>${symbol(below)}</mrow></mfrac>`;
}

function quotient(above, below) {
  return above === below ? "<math><mn>1</mn></math>" : `<math>${fraction(above, below)}</math>`;
}

function saturation(slopes) {
  const low = [0, 1].filter((i) => slopes[i] < SATURATED);
  if (low.length === 0) return `neither unit is saturated (the largest slope is 0.25, and below ${SATURATED} little comes back).`;
  if (low.length === 2) return "both units are saturated, little comes back through them.";
  return `unit ${low[0] + 1} is saturated, little comes back through it.`;
}

function pull(back) {
  if (back.length < 5e-4) return "The loss hardly answers to the inputs.";
  return `The loss answers more to <math>${indexed("x", stronger(back) + 1)}</math>.`;
}

customElements.define("backprop-explorer", BackpropExplorer);
