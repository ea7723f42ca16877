/**
 * What readers type, read generously: the signs of print, the habits of TeX, MATLAB and NumPy. What can mean
 * only one thing is taken for it; what can mean several, or nothing here, is told how it is written.
 */

import { ClaimError, differentiates, parseExpression, walk } from "./parse.mjs";
import { FUNCTIONS } from "./functions.mjs";
import { readExpression } from "./claim.mjs";

const LONGEST = 600;
const GREEK = { "\u03b1": "alpha", "\u03b2": "beta", "\u03b3": "gamma", "\u03b4": "delta", "\u03b5": "epsilon", "\u03b7": "eta", "\u03b8": "theta", "\u03bb": "lam", "\u03bc": "mu", "\u03c0": "pi", "\u03c1": "rho", "\u03c3": "sigma", "\u03c4": "tau", "\u03c6": "phi", "\u03c8": "psi", "\u03c9": "omega" };
const MEANT = [
  [/[\u2212\u2013]/y, () => "-"],
  [/[\u00b2\u00b3]/y, ([sign]) => (sign === "\u00b2" ? "**2" : "**3")],
  [/\u1d40|\u22a4|\^\s*(?:\{\s*)?(?:T(?!\w)|\u22a4|\\top|\\intercal)(?:\s*\})?|['\u2032](?!\s*\()/y, () => ".T "],
  [/\^/y, () => "**"],
  [/[\u2299\u2218]/y, () => "*"],
  [/(?<![\w.])(?:np|numpy)\.(?:linalg\.)?(?=[A-Za-z])/y, () => ""],
  [/(?<!\w)ln(?=\s*\()/y, () => "log"],
  [/[\u03b1-\u03c9]/y, ([letter]) => GREEK[letter] ?? letter],
];
const ADVICE = [
  [/['\u2032]\s*\(/y, "the slope of a function f at x is written D(f, x)"],
  [/[\u00b7\u22c5\u00d7\u2022]/y, "this sign can mean several products: write * with a number or entry by entry, @ between matrices, dot(a, b) for two vectors"],
  [/(?<!\w)(?:sin|cos|tan|sinh|cosh|tanh|exp|log|ln)\s*(?:\^|\*\*|[\u00b2\u00b3])/y, "a power of a function's value is written sin(x)**2"],
  [/[\u2080-\u2089]/y, "an entry is written x[0] or A[0, 1], counted from 0"],
  [/[\\$]/y, "TeX is not read here: write x.T, A @ x, sqrt(x), 2 / x"],
  [/\u221a/y, "a root is written sqrt(x)"],
  [/[\u2016|]/y, "a length is written norm(x), an absolute value abs(x)"],
  [/[\u2202\u2207]/y, "work the derivative out: the answer is asked for without one"],
  [/(?<![=!<>])=(?!=)/y, "type the right side alone, without the equals sign and what stands before it"],
];
const INSTEAD = {
  __proto__: null, transpose: "x.T", eye: "I(n)", identity: "I(n)", ln: "log(x)", tr: "trace(A)", matmul: "A @ B", multiply: "a * b",
  maximum: "max(a, b)", minimum: "min(a, b)", square: "x**2", power: "x**2", pow: "x**2", sgn: "sign(x)", logistic: "sigmoid(x)", heaviside: "step(x)", ReLU: "relu(x)",
};
const WRITTEN_OUT = "a product is written out: * with a number or entry by entry, @ between matrices; what a function works on stands in brackets";
const SHAPES = { "*": "the matrix product is written @", "@": "transpose a factor with .T, or change the order", "+": "all terms of a sum have one shape", "-": "all terms of a sum have one shape" };

/** Read an answer; a mistake has its place in what was typed. */
export function readAnswer(typed, scope) {
  if (typed.length > LONGEST) throw new ClaimError(`that is longer than ${LONGEST} signs; the answer is short`);
  const { text, places } = meant(typed);
  try {
    refuseBare(parseExpression(text), scope);
    return readExpression(text, scope);
  } catch (error) {
    if (!(error instanceof ClaimError)) throw error;
    throw new ClaimError(error.message, places[error.at] ?? typed.length);
  }
}

/** Refuse a function without its brackets, before its shape is asked for. */
function refuseBare(node, { variables, definitions, sizes }) {
  if (differentiates(node)) return;
  const bare = walk(node).find(({ kind, name }) => kind === "name" && name in FUNCTIONS && !(name in variables || name in definitions || sizes.includes(name)));
  if (bare) throw new ClaimError(`'${bare.name}' is a function or unknown here; expected a value`, bare.at);
}

/** The text in the signs of the language, and for each of them the place of what stands for it. */
function meant(typed) {
  let text = "";
  const places = [];
  for (let at = 0; at < typed.length;) {
    const told = ADVICE.find(([sign]) => found(sign, typed, at));
    if (told) throw new ClaimError(told[1], at);
    const match = first(MEANT, typed, at) ?? [typed[at], typed[at]];
    text += match[1];
    places.push(...Array.from(match[1], () => at));
    at += match[0].length;
  }
  return { text, places };
}

function first(table, typed, at) {
  for (const [sign, write] of table) {
    const match = found(sign, typed, at);
    if (match) return [match[0], write(match)];
  }
  return null;
}

function found(sign, typed, at) {
  sign.lastIndex = at;
  return sign.exec(typed);
}

/** A message, and where there is one, what to do. */
export function advised(message, scope) {
  const more = advice(message, scope);
  return more ? `${message}; ${more}` : message;
}

function advice(message, { variables }) {
  const [, name, what] = message.match(/^'(\w+)' (has no meaning|is no function of|is a function or)/) ?? [];
  if (what === "has no meaning") return name === "e" ? "a power of e is written exp(x)" : product(name, variables);
  if (what === "is no function of") return name in INSTEAD ? `write ${INSTEAD[name]}` : joined(name, variables);
  if (what) return "what it works on stands in brackets, as in sin(x) or I(n)";
  if (message === "expected an operator, got ')'") return "one closing bracket is too many";
  if (/^expected an operator, got '[\w([]/.test(message)) return WRITTEN_OUT;
  if (message.startsWith("the only attribute")) return "a product is written A @ x, a function f(x)";
  const [, sign] = message.match(/^shape error: '?([-*@+]|dot)/) ?? [];
  return sign === "dot" ? "between matrices the product is written @" : SHAPES[sign];
}

/** A name made of names: `Ax` is a product that was not written out, `x1` an entry. */
function product(name, variables) {
  const [, of, index] = name.match(/^([A-Za-z])_?([1-9]\d*)$/) ?? [];
  if (of && isShaped(variables[of])) return `an entry is written ${of}[${index - 1}], counted from 0`;
  const parts = [];
  for (const letter of name) {
    if (letter in variables) parts.push(letter);
    else if (letter === "T" && parts.length) parts.push(`${parts.pop()}.T`);
    else return undefined;
  }
  return `is it ${parts.join(parts.some((part) => isShaped(variables[part[0]])) ? " @ " : " * ")}?`;
}

function isShaped(variable) {
  return Boolean(variable) && !(variable.rows === 1 && variable.columns === 1);
}

/** `xcos(x)` is a product with a function. */
function joined(name, variables) {
  const front = Object.keys(variables).find((variable) => name.startsWith(variable) && name.slice(variable.length) in FUNCTIONS);
  return front && `is it ${front} * ${name.slice(front.length)}( )?`;
}
