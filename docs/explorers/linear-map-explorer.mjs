/** <linear-map-explorer>: a matrix as what it does to the plane, and a curved map that its Jacobian stands for. */

import { DEFAULTS, POINT, apply, column, curved, determinant, gap, heading, jacobian, orientation, straight } from "./linear-map.mjs";
import { bracketed, decimals, short } from "./numbers.mjs";
import { APPLIED, Explorer, FOOT, arrow, indexed, matrix, number, polyline, snapped } from "./explorer.mjs";

const SIZE = 320;
const HALF = SIZE / 2;
const REACH = 3.2;
const UNITS = [[1, 0], [0, 1]];
const BOLD = (letter) => `<tspan class="explorer-bold">${letter}</tspan>`;

function entry(i, j) {
  return {
    name: `w${i}${j}`, colour: j, label: indexed("W", `${i}${j}`), said: `W, row ${i}, column ${j}`,
    min: -2.5, max: 2.5, step: 0.05, value: DEFAULTS.W[i - 1][j - 1],
  };
}

function coordinate(letter, i, value) {
  return {
    name: `${letter}${i}`, colour: 3, label: indexed(letter, i), said: `${letter} ${i}`,
    min: -2.5, max: 2.5, step: 0.05, value,
  };
}

const FIELDS = [
  { name: "mode", min: 0, max: 1, value: 0 },
  entry(1, 1), entry(1, 2), entry(2, 1), entry(2, 2),
  coordinate("x", 1, DEFAULTS.x[0]), coordinate("x", 2, DEFAULTS.x[1]),
  coordinate("p", 1, POINT[0]), coordinate("p", 2, POINT[1]),
  { name: "zoom", label: "<mi>h</mi>", said: "half-width of the window", min: 0, max: 3, step: 0.05, value: 0 },
];

const SAID = {
  preserved: "orientation preserved",
  reversed: "orientation reversed",
  collapsed: "the plane collapses",
};

/** From coordinates to the units of the picture. */
function plane(reach, centre = [0, 0]) {
  const scale = (HALF - 8) / reach;
  return ([x, y]) => [HALF + scale * (x - centre[0]), HALF - scale * (y - centre[1])];
}

/** The lines of a grid, each as points, from -count to count in steps of `step`. */
function grid(count, step, samples) {
  const lines = [];
  const at = Array.from({ length: samples + 1 }, (_, i) => (2 * i) / samples - 1);
  for (let k = -count; k <= count; k += 1) {
    lines.push(at.map((t) => [k * step, t * count * step]), at.map((t) => [t * count * step, k * step]));
  }
  return lines;
}

function path(lines, place, map = (point) => point) {
  return lines.map((line) => polyline(line.map((point) => place(map(point))))).join("");
}

function picture(name, parts) {
  return `<svg class="explorer-plane" data-plane="${name}" viewBox="0 0 ${SIZE} ${SIZE}" role="img">${parts}</svg>`;
}

function shape(...names) {
  return names.map((name) => `<path data-part="${name}" class="explorer-${name}"/>`).join("");
}

function handle(name, colour) {
  return `<g class="explorer-handle explorer-c${colour}" data-handle="${name}"><circle r="28"/><circle r="5.5"/></g>`;
}

function label(name, text) {
  return `<text data-label="${name}">${text}</text>`;
}

class LinearMapExplorer extends Explorer {
  fields = FIELDS;
  #reach = REACH;
  #ground;

  view() {
    return `
      <div class="explorer-modes" role="group" aria-label="Map">
        <button type="button" data-mode="0">A matrix</button><button type="button" data-mode="1">A curved map</button>
      </div>
      <p class="explorer-question" data-for="0">Before you move anything: if only <math>${indexed("x", 1)}</math> grows, along which arrow on the right does the image of <math><mi>𝐱</mi></math> travel? And what do the two columns have to do for the determinant to vanish?</p>
      <p class="explorer-question" data-for="1">Before you zoom: full lines are the curved map, dashed lines its Jacobian. If the window shrinks to a tenth, to which part does the gap between them shrink?</p>
      <div class="explorer-planes">
        <figure><figcaption>Input</figcaption>${picture("input", shape("grid", "axes", "area", "dash1", "dash2", "c1", "c2", "c3", "window") + label("e1", `${BOLD("e")}₁`) + label("e2", `${BOLD("e")}₂`) + label("x", BOLD("x")) + label("p", BOLD("p")) + handle("x", 3) + handle("p", 3))}</figure>
        <figure><figcaption>Output</figcaption>${picture("output", shape("grid", "axes", "image", "area", "straight", "dash1", "dash2", "c1", "c2", "c3") + label("we1", `${BOLD("We")}₁`) + label("we2", `${BOLD("We")}₂`) + label("wx", BOLD("Wx")) + handle("we1", 1) + handle("we2", 2))}</figure>
      </div>
      <div class="explorer-reading" data-for="0">
        <p data-out="combination"></p><p data-out="determinant"></p>
      </div>
      <div class="explorer-reading" data-for="1"><p data-out="jacobian"></p><p data-out="gap"></p></div>
      <div class="explorer-controls" data-for="0">${this.sliders("w11", "w12", "w21", "w22", "x1", "x2")}</div>
      <div class="explorer-controls" data-for="1">${this.sliders("p1", "p2", "zoom")}</div>
      ${FOOT}`;
  }

  begin() {
    const grab = (name, move) => this.drag(this.$(`[data-handle="${name}"]`), move);
    const back = (reach) => ([across, down]) => {
      const scale = (HALF - 8) / reach;
      return [snapped((across - HALF) / scale), snapped((HALF - down) / scale)];
    };
    const moves = { x: ["x1", "x2"], p: ["p1", "p2"], we1: ["w11", "w21"], we2: ["w12", "w22"] };
    for (const [name, [first, second]] of Object.entries(moves)) {
      grab(name, (at) => {
        const [a, b] = back(name.startsWith("w") ? this.#reach : REACH)(at);
        this.set({ [first]: a, [second]: b });
      });
    }
  }

  press(button) {
    this.set({ mode: Number(button.dataset.mode) });
  }

  spoken(name) {
    return name === "zoom" ? short(this.#window) : undefined;
  }

  get #window() {
    return 10 ** -this.state.zoom;
  }

  show(state) {
    if (this.isNew("mode", state.mode)) this.#changeMode(state.mode);
    if (state.mode) this.#showCurved([state.p1, state.p2], this.#window);
    else this.#showLinear([[state.w11, state.w12], [state.w21, state.w22]], [state.x1, state.x2]);
    for (const name of ["input", "output"]) this.#attribute(`[data-plane="${name}"]`, "aria-label", this.#described(name));
  }

  #changeMode(mode) {
    for (const part of this.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== String(mode);
    for (const button of this.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", button.dataset.mode === String(mode));
    this.dataset.showing = mode ? "curved" : "linear";
  }

  #showLinear(W, x) {
    const [first, second, image] = [column(W, 0), column(W, 1), apply(W, x)];
    if (!this.dragging) this.#reach = reachOf([first, second, image]);
    const [left, right] = [plane(REACH), plane(this.#reach)];
    if (this.isNew("reach", this.#reach)) this.#ground = ground(this.#reach, right);
    this.#paths("input", {
      ...INPUT, area: path([square()], left),
      c1: arrow(left([0, 0]), left(UNITS[0])), c2: arrow(left([0, 0]), left(UNITS[1])), c3: arrow(left([0, 0]), left(x)),
      dash1: polyline([left([0, 0]), left([x[0], 0])]), dash2: polyline([left([x[0], 0]), left(x)]), window: "",
    });
    const part = [x[0] * first[0], x[0] * first[1]];
    this.#paths("output", {
      ...this.#ground, straight: "",
      image: path(grid(4, 1, 1), right, (point) => apply(W, point)),
      area: path([square()], right, (point) => apply(W, point)),
      c1: arrow(right([0, 0]), right(first)), c2: arrow(right([0, 0]), right(second)), c3: arrow(right([0, 0]), right(image)),
      dash1: polyline([right([0, 0]), right(part)]), dash2: polyline([right(part), right(image)]),
    });
    this.#places({ e1: left(UNITS[0]), e2: left(UNITS[1]), x: left(x), we1: right(first), we2: right(second), wx: right(image) });
    this.$('[data-plane="output"] [data-part="area"]').classList.toggle("explorer-reversed", determinant(W) < 0);
    this.write("combination", `<math><mi>𝐖</mi><mi>𝐱</mi><mo>=</mo>${number(x[0])}<mo>·</mo>${matrix(vertical(first), 2, () => 1)}<mo>+</mo>${closed(x[1])}<mo>·</mo>${matrix(vertical(second), 2, () => 2)}<mo>=</mo>${matrix(vertical(image), 2, () => 3)}</math>`);
    this.write("determinant", `<math><mi>det</mi>${APPLIED}<mi>𝐖</mi><mo>=</mo>${number(determinant(W))}</math>: ${areas(W)}. The first column points ${aim(first)}, the second ${aim(second)}.`);
  }

  #showCurved(p, h) {
    const J = jacobian(p);
    const lines = grid(3, h / 3, 16);
    const corners = [[h, h], [h, -h]].map((d) => apply(J, d));
    const reach = Math.max(1e-9, ...corners.flat().map(Math.abs)) * 1.45;
    const [left, right] = [plane(REACH), plane(reach, curved(p))];
    const around = (d) => [p[0] + d[0], p[1] + d[1]];
    this.#paths("input", {
      ...INPUT, area: "", dash1: "", dash2: "", c1: "", c2: "", c3: "",
      window: path(grid(3, h / 3, 1), left, around),
    });
    const steps = [[h, 0], [0, h]].map((d) => right(straight(p, d)));
    this.#paths("output", {
      grid: "", axes: "", area: "", dash1: "", dash2: "", c3: "",
      image: path(lines, right, (d) => curved(around(d))), straight: path(grid(3, h / 3, 1), right, (d) => straight(p, d)),
      c1: arrow(right(curved(p)), steps[0]), c2: arrow(right(curved(p)), steps[1]),
    });
    this.#places({ p: left(p) });
    const off = gap(p, h);
    this.write("jacobian", `<math><mi>𝐟</mi><mo stretchy="false">(</mo><mi>𝐱</mi><mo stretchy="false">)</mo><mo>=</mo><mo stretchy="false">(</mo>${indexed("x", 1)}${indexed("x", 2)}<mo>,</mo><mi>sin</mi>${APPLIED}${indexed("x", 1)}<mo>+</mo><msubsup><mi>x</mi><mn>2</mn><mn>2</mn></msubsup><mo stretchy="false">)</mo></math>, and at <math><mi>𝐩</mi></math> its derivative is <math><mfrac><mrow><mi>∂</mi><mi>𝐟</mi></mrow><mrow><mi>∂</mi><mi>𝐱</mi></mrow></mfrac><mo>=</mo>${matrix(this.laid(J), 3, (i, j) => (this.turned ? i : j) + 1)}</math>; the arrows are its ${this.turned ? "rows" : "columns"} times <math><mi>h</mi></math>.`);
    this.write("gap", `At <math><mi>h</mi><mo>=</mo><mn>${short(h)}</mn></math> the two maps are at most <strong>${short(off)}</strong> apart; that is <math><mrow><mn>${decimals(off / (h * h), 2)}</mn><mo>·</mo><msup><mi>h</mi><mn>2</mn></msup></mrow></math>.`);
  }

  #paths(name, lines) {
    for (const [part, d] of Object.entries(lines)) this.#attribute(`[data-plane="${name}"] [data-part="${part}"]`, "d", d);
  }

  #places(tips) {
    for (const [name, [across, down]] of Object.entries(tips)) {
      const length = Math.hypot(across - HALF, down - HALF) || 1;
      const beside = [across, down].map((place) => inside(place + ((place - HALF) / length) * 17));
      this.#attribute(`[data-label="${name}"]`, "transform", `translate(${beside[0]} ${beside[1] + 5})`);
      this.#attribute(`[data-handle="${name}"]`, "transform", `translate(${across.toFixed(1)} ${down.toFixed(1)})`);
    }
  }

  /** Set an attribute only where it changes; a label is moved as a whole, which spares the browser its letters. */
  #attribute(selector, name, value) {
    if (this.isNew(selector, value)) this.$(selector)?.setAttribute(name, value);
  }

  #described(name) {
    const { w11, w12, w21, w22, x1, x2, p1, p2, mode } = this.state;
    if (mode) return name === "input" ? `A square window around the point ${bracketed([p1, p2], 2)}.` : "The window's image under the curved map, and under the Jacobian.";
    if (name === "input") return `The plane with its grid, the unit vectors and the vector x = ${bracketed([x1, x2], 2)}.`;
    return `The image of the grid: the first unit vector goes to ${bracketed([w11, w21], 2)}, the second to ${bracketed([w12, w22], 2)}.`;
  }

  summary(state) {
    if (state.mode) return `At half-width ${short(this.#window)} the gap is ${short(gap([state.p1, state.p2], this.#window))}.`;
    const W = [[state.w11, state.w12], [state.w21, state.w22]];
    return `W x = ${bracketed(apply(W, [state.x1, state.x2]), 2)}, determinant ${decimals(determinant(W), 2)}, ${SAID[orientation(W)]}.`;
  }
}

const INPUT = { grid: path(grid(3, 1, 1), plane(REACH)), axes: axes(REACH, plane(REACH)) };

/** What lies below a picture; a wide one has a line for every five units. */
function ground(reach, place) {
  const step = reach > 8 ? 5 : 1;
  return { grid: path(grid(Math.ceil(reach / step), step, 1), place), axes: axes(reach, place) };
}

function square() {
  return [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]];
}

function axes(reach, place) {
  return path([[[-reach, 0], [reach, 0]], [[0, -reach], [0, reach]]], place);
}

function vertical(vector) {
  return vector.map((item) => [item]);
}

function closed(value) {
  return value < 0 ? `<mrow><mo stretchy="false">(</mo>${number(value)}<mo stretchy="false">)</mo></mrow>` : number(value);
}

/** The picture grows by doubling, so that it stands still while nothing leaves it. */
function reachOf(vectors) {
  const longest = Math.max(...vectors.flat().map(Math.abs));
  let reach = REACH;
  while (longest > 0.97 * reach) reach *= 2;
  return reach;
}

function areas(W) {
  const kind = orientation(W);
  if (kind === "collapsed") return "every area becomes zero, the plane collapses";
  return `areas are multiplied by ${decimals(Math.abs(determinant(W)), 2)}, ${SAID[kind]}`;
}

function aim(vector) {
  const word = heading(vector);
  return word === "nowhere" ? "nowhere" : `mainly ${word}`;
}

function inside(value) {
  return Number(Math.max(12, Math.min(SIZE - 12, value)).toFixed(1));
}

customElements.define("linear-map-explorer", LinearMapExplorer);
