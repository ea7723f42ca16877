/** The table of functions: for each the shape of its result, and its value. The table of Python is `nabla/language/functions.py`. */

import { SCALAR, broadcast, sameVectors, shapeText, square, times, vector } from "./dimensions.mjs";
import {
  build, determinant, diagonal, identity, inverse, kronecker, length, logDeterminant, logSumExp, mapped, paired,
  product, runningSums, scalar, softmax, stacked, total, trace, transposed, at,
} from "./matrices.mjs";
import { ELEMENTWISE, divide, larger, multiply, smaller } from "./scalars.mjs";

function ofEntries([name, f]) {
  return [name, { shape: (shape) => shape, value: (a) => mapped(f, a) }];
}

function filled(value) {
  return {
    shape: (rows, columns = 1) => [rows, columns],
    value: (rows, columns = 1) => build(rows, columns, () => value),
    takes: [1, 2],
    fixed: [0, 1],
  };
}

function diagonalShape(shape) {
  if (!shape || shape[1] === 1) return shape && [shape[0], shape[0]];
  return [square(shape)[0], 1];
}

function row(a, index) {
  if (index < -a.rows || index >= a.rows) throw new RangeError(`row ${index} of a matrix ${shapeText([a.rows, a.columns])}; rows count from 0`);
  const i = (index + a.rows) % a.rows;
  return build(1, a.columns, (_, j) => at(a, i, j));
}

const toScalar = (f) => ({ shape: () => SCALAR, value: (a) => scalar(f(a)) });
const ofSquare = (f) => ({ shape: (shape) => square(shape) && SCALAR, value: (a) => scalar(f(a)) });

export const FUNCTIONS = Object.freeze({
  __proto__: null,
  ...Object.fromEntries(Object.entries(ELEMENTWISE).map(ofEntries)),
  max: { shape: broadcast, value: (a, b) => paired(larger, a, b), takes: [2, 2] },
  min: { shape: broadcast, value: (a, b) => paired(smaller, a, b), takes: [2, 2] },
  sum: toScalar((a) => total(a.entries)),
  mean: toScalar((a) => divide(total(a.entries), a.entries.length)),
  dot: { shape: sameVectors, value: (a, b) => scalar(total(paired(multiply, a, b).entries)), takes: [2, 2] },
  norm: toScalar(length),
  trace: ofSquare(trace),
  diag: { shape: diagonalShape, value: diagonal },
  outer: {
    shape: (first, second) => vector(first) && vector(second) && [first[0], second[0]],
    value: (a, b) => product(a, transposed(b)),
    takes: [2, 2],
  },
  kron: {
    shape: (first, second) => first && second && [times(first[0], second[0]), times(first[1], second[1])],
    value: kronecker,
    takes: [2, 2],
  },
  vec: { shape: (shape) => shape && [times(...shape), 1], value: stacked },
  softmax: { shape: vector, value: softmax },
  logsumexp: { shape: (shape) => vector(shape) && SCALAR, value: (a) => scalar(logSumExp(a)) },
  cumsum: { shape: vector, value: runningSums },
  det: ofSquare(determinant),
  logdet: ofSquare(logDeterminant),
  inv: { shape: square, value: inverse },
  ones: filled(1),
  zeros: filled(0),
  I: { shape: (size) => [size, size], value: identity, fixed: [0] },
  row: { shape: (shape) => shape && [1, shape[1]], value: row, takes: [2, 2], fixed: [1] },
});
