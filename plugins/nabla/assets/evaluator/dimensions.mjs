/** Shapes as pairs of dimensions, and the rules by which they go together. */

export const SCALAR = [1, 1];

export class Mismatch extends Error {
  constructor(expected, ...shapes) {
    super(`expected ${expected}, got ${shapes.filter(Boolean).map(shapeText).join(" and ")}`);
  }
}

export function shapeText([rows, columns]) {
  return `${rows}\u00d7${columns}`;
}

export function sameAs(first, second) {
  return first?.[0] === second?.[0] && first?.[1] === second?.[1];
}

export function isScalar(shape) {
  return !shape || sameAs(shape, SCALAR);
}

/** A dimension is a number or a product of letters in alphabetical order. */
export function times(first, second) {
  if (typeof first === "number" && typeof second === "number") return first * second;
  const factors = [...String(first).split("\u00b7"), ...String(second).split("\u00b7")];
  const number = factors.filter((factor) => /^\d+$/.test(factor)).reduce((product, factor) => product * Number(factor), 1);
  const letters = factors.filter((factor) => !/^\d+$/.test(factor)).sort();
  return [...(number === 1 ? [] : [String(number)]), ...letters].join("\u00b7");
}

export function broadcast(first, second) {
  if (!first || !second) {
    const other = first ?? second;
    return other && !sameAs(other, SCALAR) ? other : null;
  }
  if (sameAs(first, SCALAR)) return second;
  if (sameAs(second, SCALAR)) return first;
  if (!sameAs(first, second)) throw new Mismatch("equal shapes or a scalar", first, second);
  return first;
}

export function vector(shape) {
  if (shape && shape[1] !== 1) throw new Mismatch("a vector, n\u00d71", shape);
  return shape;
}

export function square(shape) {
  if (shape && shape[0] !== shape[1]) throw new Mismatch("a square matrix", shape);
  return shape;
}

export function sameVectors(first, second) {
  vector(first);
  vector(second);
  if (first && second && !sameAs(first, second)) throw new Mismatch("two vectors of the same length", first, second);
  return SCALAR;
}
