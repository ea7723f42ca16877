/**
 * Numbers, and dual numbers for differentiation: a primal with its tangent, at one level.
 *
 * The level keeps nested differentiations apart, as in `nabla/language/dual.py`.
 */

export class Dual {
  constructor(primal, tangent, level) {
    this.primal = primal;
    this.tangent = tangent;
    this.level = level;
  }
}

export function innermost(value) {
  return typeof value === "number" ? value : innermost(value.primal);
}

export function tangentOf(value, level) {
  return value.level === level ? value.tangent : 0;
}

/** A function of one number with its slope, from the argument and the result. */
function one(value, slope) {
  return function apply(x) {
    if (typeof x === "number") return value(x);
    const out = apply(x.primal);
    return new Dual(out, multiply(x.tangent, slope(x.primal, out)), x.level);
  };
}

/** A function of two numbers; `rule` gets the result, the primals and the tangents, 0 for a constant. */
function two(value, rule) {
  return function apply(a, b) {
    if (typeof a === "number" && typeof b === "number") return value(a, b);
    const level = Math.max(a.level ?? 0, b.level ?? 0);
    const [p, q] = [a, b].map((item) => (item.level === level ? item.primal : item));
    const [dp, dq] = [tangentOf(a, level), tangentOf(b, level)];
    const out = apply(p, q);
    return new Dual(out, rule(out, p, q, dp, dq), level);
  };
}

export const add = two((a, b) => a + b, (_o, _a, _b, da, db) => add(da, db));
export const subtract = two((a, b) => a - b, (_o, _a, _b, da, db) => subtract(da, db));
export const multiply = two((a, b) => a * b, (_o, a, b, da, db) => sumOf(da && multiply(da, b), db && multiply(a, db)));
export const divide = two((a, b) => a / b, (out, _a, b, da, db) => sumOf(da && divide(da, b), db && negate(divide(multiply(out, db), b))));
export const negate = one((x) => -x, () => -1);

export const exp = one(Math.exp, (_x, out) => out);
export const log = one(Math.log, (x) => divide(1, x));
export const sqrt = one(Math.sqrt, (_x, out) => divide(0.5, out));
const sin = one(Math.sin, (x) => cos(x));
const cos = one(Math.cos, (x) => negate(sin(x)));
const sinh = one(Math.sinh, (x) => cosh(x));
const cosh = one(Math.cosh, (x) => sinh(x));
export const abs = one(Math.abs, (x) => Math.sign(innermost(x)));
const sigmoid = one((x) => {
  const small = Math.exp(-Math.abs(x));
  return (x < 0 ? small : 1) / (1 + small);
}, (_x, out) => multiply(out, subtract(1, out)));

export const ELEMENTWISE = {
  exp, log, sin, cos, sinh, cosh, sqrt, abs, sigmoid,
  tan: one(Math.tan, (_x, out) => add(1, multiply(out, out))),
  tanh: one(Math.tanh, (_x, out) => subtract(1, multiply(out, out))),
  sign: one(Math.sign, () => 0),
  relu: one((x) => (Number.isNaN(x) ? x : Math.max(x, 0)), (x) => (innermost(x) > 0 ? 1 : 0)),
  step: one((x) => (x > 0 ? 1 : 0), () => 0),
  softplus: one((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), (x) => sigmoid(x)),
};

export const power = two(
  (a, b) => (b === 2 ? a * a : a ** b),
  (out, a, b, da, db) => sumOf(da && multiply(da, multiply(b, power(a, subtract(b, 1)))), db && multiply(db, multiply(out, log(a)))),
);

function chosen(value, first) {
  return two(value, (_o, a, b, da, db) => (first(innermost(a), innermost(b)) ? da : db));
}

export const larger = chosen(Math.max, (a, b) => a > b);
export const smaller = chosen(Math.min, (a, b) => a < b);

/** A tangent of 0 is that of a constant: what it would be multiplied with may be no number. */
function sumOf(first, second) {
  if (!first) return second;
  return second ? add(first, second) : first;
}
