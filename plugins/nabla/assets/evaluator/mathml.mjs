/** Expressions set as mathematics while a reader types: the conventions of `nabla/language/tex.py`, as MathML. */

import { isScalar } from "./dimensions.mjs";
import { shapeOf } from "./shapes.mjs";

const [CASES, SUM, SIGN, HADAMARD, PRODUCT, FRACTION, SCRIPT, ATOM] = [0, 1, 2, 3, 4, 5, 6, 7];

const GREEK = Object.freeze({
  __proto__: null,
  ...Object.fromEntries(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lam mu nu xi omicron pi rho _ sigma tau upsilon phi chi psi omega"
      .split(" ").map((word, i) => [word, String.fromCodePoint(0x3b1 + i)]),
  ),
  ...Object.fromEntries([["Gamma", 2], ["Delta", 3], ["Theta", 7], ["Lambda", 10], ["Xi", 13], ["Pi", 15], ["Sigma", 18], ["Upsilon", 19], ["Phi", 20], ["Psi", 22], ["Omega", 23]]
    .map(([word, i]) => [word, String.fromCodePoint(0x391 + i)])),
  eps: "\u03b5", ell: "\u2113",
});
const ACCENTS = { hat: "\u02c6", bar: "\u203e", tilde: "\u02dc", dot: "\u02d9" };
const MARKS = { star: "\u22c6", prime: "\u2032" };
const SIGNS = { "<": "&lt;", "<=": "\u2264", ">": "&gt;", ">=": "\u2265", "==": "=", "!=": "\u2260" };
const NAMED = { trace: "tr" };

const piece = (markup, binding = ATOM) => ({ markup, binding });
const sign = (text) => `<mo>${text}</mo>`;
const row = (...parts) => `<mrow>${parts.join("")}</mrow>`;
const fenced = (markup, [opening, closing] = "()") => row(`<mo>${opening}</mo>`, markup, `<mo>${closing}</mo>`);
const APPLIED = sign("\u2061");
// As in `nabla/rendering/mathematics.py`: without it a radical hangs below its line.
const STRUT = '<mspace height="0.72em" depth="0.18em"></mspace>';

/** Set an expression whose shapes are known to be right. */
export function mathml(node, scope) {
  return new Setter(scope).set(node).markup;
}

class Setter {
  constructor(scope) {
    this.scope = scope;
  }

  set(node) {
    return RULES[node.kind](node, this);
  }

  tight(node, least) {
    const { markup, binding } = this.set(node);
    return binding < least ? fenced(markup) : markup;
  }

  loose(node) {
    return this.set(node).markup;
  }

  isScalar(node) {
    return isScalar(shapeOf(node, this.scope));
  }
}

function bold(letter) {
  const code = letter.codePointAt(0);
  const from = (first, target) => String.fromCodePoint(target + code - first);
  if (/[A-Z]/.test(letter)) return from(65, 0x1d400);
  if (/[a-z]/.test(letter)) return from(97, 0x1d41a);
  if (/[\u03b1-\u03c9]/.test(letter)) return from(0x3b1, 0x1d736);
  return /[\u0391-\u03a9]/.test(letter) ? from(0x391, 0x1d71c) : letter;
}

/** A name taken apart as in `nabla/language/letters.py`: `y_hat_1` is y with a hat and the subscript 1. */
export function symbol(name, heavy, further = []) {
  const [first = "_", ...rest] = name.split("_").filter(Boolean);
  const [, base, number] = first.match(/^([A-Za-z]+)(\d+)$/) ?? [null, first, null];
  const letters = GREEK[base] ?? base;
  let markup = `<mi>${heavy ? [...letters].map(bold).join("") : letters}</mi>`;
  for (const part of rest.filter((item) => item in ACCENTS)) markup = `<mover accent="true">${markup}<mo stretchy="false">${ACCENTS[part]}</mo></mover>`;
  const below = [...(number ? [number] : []), ...rest.filter((item) => !(item in ACCENTS) && !(item in MARKS)), ...further];
  const above = rest.filter((item) => item in MARKS).map((item) => sign(MARKS[item])).join("");
  const under = row(below.map((item) => (/^\d+$/.test(item) ? `<mn>${item}</mn>` : `<mi>${GREEK[item] ?? item}</mi>`)).join(sign(",")));
  if (below.length && above) return `<msubsup>${markup}${under}${row(above)}</msubsup>`;
  if (below.length) return `<msub>${markup}${under}</msub>`;
  return above ? `<msup>${markup}${row(above)}</msup>` : markup;
}

function number({ text }) {
  const [mantissa, exponent] = text.toLowerCase().replaceAll("_", "").split("e");
  if (exponent === undefined) return piece(`<mn>${mantissa}</mn>`);
  const power = Number(exponent) < 0 ? row(sign("\u2212"), `<mn>${-exponent}</mn>`) : `<mn>${Number(exponent)}</mn>`;
  return piece(row(`<mn>${mantissa}</mn>`, sign("\u22c5"), `<msup><mn>10</mn>${power}</msup>`), PRODUCT);
}

function binary(node, setter) {
  const { operator, left, right } = node;
  if (operator === "+" || operator === "-") {
    return piece(row(setter.tight(left, SUM), sign(operator === "+" ? "+" : "\u2212"), setter.tight(right, HADAMARD)), SUM);
  }
  if (operator === "**") return power(node, setter);
  if (operator === "/") return quotient(node, setter);
  if (operator === "*" && !setter.isScalar(left) && !setter.isScalar(right)) return entrywise(node, setter, "\u2299");
  const after = setter.tight(right, PRODUCT);
  const between = /^(<mrow>|<mfrac>|<msup>|<msub>)*<mn>/.test(after) ? "\u22c5" : "\u2062";
  return piece(row(setter.tight(left, PRODUCT), sign(between), after), PRODUCT);
}

function entrywise({ left, right }, setter, symbolic) {
  return piece(row(setter.tight(left, PRODUCT), sign(symbolic), setter.tight(right, PRODUCT)), HADAMARD);
}

function quotient(node, setter) {
  if (!setter.isScalar(node.right)) return entrywise(node, setter, "\u2298");
  return piece(`<mfrac>${row(setter.loose(node.left))}${row(setter.loose(node.right))}</mfrac>`, FRACTION);
}

function power({ left, right }, setter) {
  const circle = setter.isScalar(left) ? "" : sign("\u2299");
  const base = setter.tight(left, ATOM);
  const above = row(circle, circle ? setter.tight(right, ATOM) : setter.loose(right));
  const indexed = base.startsWith("<msub>") && ["name", "entry"].includes(left.kind);
  return piece(indexed ? `<msubsup>${base.slice(6, -7)}${above}</msubsup>` : `<msup>${base}${above}</msup>`, SCRIPT);
}

function transpose({ operand }, setter) {
  if (setter.isScalar(operand)) return setter.set(operand);
  return piece(`<msup>${setter.tight(operand, ATOM)}<mi>\u22a4</mi></msup>`, SCRIPT);
}

function listed(operands, setter) {
  return fenced(operands.map((item) => setter.loose(item)).join(sign(",")));
}

const around = (opening, closing) => ([a], setter) => piece(fenced(setter.loose(a), [opening, closing]));
const between = (mark, binding) => ([a, b], setter) => piece(row(setter.tight(a, FRACTION), sign(mark), setter.tight(b, FRACTION)), binding);
const constant = (letter) => () => piece(`<mi>${letter}</mi>`);

const CALLS = {
  __proto__: null,
  exp([a], setter) {
    const plain = setter.isScalar(a) && !setter.loose(a).includes("<mfrac>") && !setter.loose(a).includes("<msup>");
    return plain ? piece(`<msup><mi>e</mi>${row(setter.loose(a))}</msup>`, SCRIPT) : piece(row("<mi>exp</mi>", APPLIED, listed([a], setter)));
  },
  sqrt: ([a], setter) => piece(`<msqrt>${STRUT}${setter.loose(a)}</msqrt>`),
  abs: around("|", "|"),
  norm: around("\u2016", "\u2016"),
  relu: ([a], setter) => piece(row("<mi>max</mi>", APPLIED, fenced(row("<mn>0</mn>", sign(","), setter.loose(a))))),
  step: ([a], setter) => piece(row("<mi>\ud835\udfcf</mi>", fenced(row(setter.loose(a), sign("&gt;"), "<mn>0</mn>"), "[]"))),
  sigmoid: ([a], setter) => piece(row("<mi>\u03c3</mi>", listed([a], setter))),
  dot: between("\u22c5", HADAMARD),
  kron: between("\u2297", HADAMARD),
  outer: ([a, b], setter) => piece(row(setter.tight(a, FRACTION), `<msup>${setter.tight(b, ATOM)}<mi>\u22a4</mi></msup>`), PRODUCT),
  inv: ([a], setter) => piece(`<msup>${setter.tight(a, ATOM)}${row(sign("\u2212"), "<mn>1</mn>")}</msup>`, SCRIPT),
  logdet: ([a], setter) => piece(row("<mi>log</mi>", fenced(row("<mi>det</mi>", APPLIED, listed([a], setter)), "||"))),
  ones: constant("\ud835\udfcf"),
  zeros: constant("\ud835\udfce"),
  I: constant("\ud835\udc08"),
  row: ([a, index], setter) => piece(`<msub>${setter.tight(a, ATOM)}${row(`<mn>${(index.value ?? 0) + 1}</mn>`, sign(","), sign(":"))}</msub>`),
  grad: ([f, x], setter) => piece(row(`<msub><mi mathvariant="normal">\u2207</mi>${setter.loose(x)}</msub>`, setter.tight(f, FRACTION)), PRODUCT),
  J: ([f, p], setter) => piece(row(`<msub><mi>\ud835\udc09</mi>${symbol(f.name, isMap(f.name, setter))}</msub>`, listed([p], setter))),
  D: ([f, z], setter) => piece(row(`<msup>${symbol(f.name, false)}${sign("\u2032")}</msup>`, listed([z], setter))),
};

function isMap(name, { scope }) {
  const variable = scope.variables[name];
  return variable?.map === "map" && variable.rows !== 1;
}

function call({ function: name, operands }, setter) {
  const own = name in setter.scope.definitions || name in setter.scope.variables;
  if (own) return piece(row(symbol(name, isMap(name, setter)), APPLIED, listed(operands, setter)));
  if (name in CALLS) return CALLS[name](operands, setter);
  return piece(row(`<mi>${NAMED[name] ?? name}</mi>`, APPLIED, listed(operands, setter)));
}

function derivative({ above, variable, stacked }, setter) {
  const d = "<mi>\u2202</mi>";
  const below = stacked ? row("<mi>vec</mi>", APPLIED, fenced(setter.loose(variable))) : setter.loose(variable);
  if (above.kind === "name") return piece(`<mfrac>${row(d, setter.loose(above))}${row(d, below)}</mfrac>`, FRACTION);
  return piece(row(`<mfrac>${d}${row(d, below)}</mfrac>`, setter.tight(above, FRACTION)), PRODUCT);
}

function condition(node, setter) {
  if (node.kind === "compare") {
    const signs = node.operators.map((operator) => sign(SIGNS[operator]));
    return row(node.operands.map((item, i) => (i ? signs[i - 1] : "") + setter.tight(item, SUM)).join(""));
  }
  if (node.kind !== "logical") return row(setter.loose(node), sign("\u2260"), "<mn>0</mn>");
  const parts = node.operands.map((item) => condition(item, setter));
  if (node.operator === "not") return row("<mtext>not\u00a0</mtext>", parts[0]);
  return row(parts.join(`<mtext>\u00a0${node.operator}\u00a0</mtext>`));
}

function indicator(node, setter) {
  return piece(row("<mi>\ud835\udfcf</mi>", fenced(condition(node, setter), "[]")));
}

function piecewise(node, setter) {
  const cell = (markup) => `<mtd style="text-align:left">${markup}</mtd>`;
  const lines = [];
  let last = node;
  for (; last.kind === "piecewise"; last = last.otherwise) lines.push(cell(setter.loose(last.then)) + cell(`<mtext>if\u00a0</mtext>${condition(last.condition, setter)}`));
  lines.push(cell(setter.loose(last)) + cell("<mtext>otherwise</mtext>"));
  return piece(row(sign("{"), `<mtable>${lines.map((line) => `<mtr>${line}</mtr>`).join("")}</mtable>`), CASES);
}

function matrix({ rows }, setter) {
  const lines = rows.map((line) => `<mtr>${line.map((entry) => `<mtd>${setter.loose(entry)}</mtd>`).join("")}</mtr>`);
  return piece(fenced(`<mtable>${lines.join("")}</mtable>`, "[]"));
}

function entry({ operand, indices }, setter) {
  const below = indices.map((index) => String(index + 1));
  if (operand.kind === "name") return piece(symbol(operand.name, false, below));
  return piece(`<msub>${setter.tight(operand, ATOM)}${row(below.map((index) => `<mn>${index}</mn>`).join(sign(",")))}</msub>`);
}

const RULES = {
  number,
  name: (node, setter) => piece(symbol(node.name, !setter.isScalar(node))),
  negate: ({ operand }, setter) => piece(row('<mo form="prefix">\u2212</mo>', setter.tight(operand, HADAMARD)), SIGN),
  binary,
  transpose,
  call,
  derivative,
  compare: indicator,
  logical: indicator,
  piecewise,
  matrix,
  entry,
};
